// The signal of the buy text at every evaluated row, as CSV (code,row,signal), for comparing a live session with its recorded rows (`stom signals`).
// Written in whole seconds' batches; a platform writes it only when it is asked to (stom up --log-signals).
#pragma once

#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/append_file.h"
#include "base/time.h"

namespace stom::live {

class SignalLog {
 public:
  // Goes on with the file if it is there. Throws FileError.
  explicit SignalLog(const std::filesystem::path& path);

  void add(const std::string& code, RowKey row, std::uint8_t signal) { waiting_ += fmt::format("{},{},{}\n", code, row, static_cast<unsigned>(signal)); }
  // Throws FileError; what was not written waits.
  void flush();

 private:
  AppendFile file_;
  std::string waiting_;
};

}  // namespace stom::live
