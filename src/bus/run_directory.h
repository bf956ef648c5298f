// The folder of one running platform: who may reach it may command it, so only its owner may (rights 0700).
//   bus/ sockets · log/ log files · output/ what roles print · report/ crash reports · role/ pid files · key/ CURVE keys ·
//   supervisor.lock
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace stom::bus {

class RunDirectory {
 public:
  // Makes what is missing. Throws UsageError when the path is too long for sockets.
  explicit RunDirectory(std::filesystem::path path);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path log() const { return path_ / "log"; }
  [[nodiscard]] std::filesystem::path output() const { return path_ / "output"; }
  [[nodiscard]] std::filesystem::path report() const { return path_ / "report"; }
  [[nodiscard]] std::filesystem::path role() const { return path_ / "role"; }
  [[nodiscard]] std::filesystem::path key() const { return path_ / "key"; }
  [[nodiscard]] std::filesystem::path lock() const { return path_ / "supervisor.lock"; }
  // "ipc://…/bus/NAME".
  [[nodiscard]] std::string endpoint(std::string_view name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace stom::bus
