#include "app/box_role.h"

#include "base/error.h"
#include "base/file.h"
#include "base/private_folder.h"
#include "base/process.h"
#include "bus/crash_report.h"
#include "live/platform.h"

namespace stom::app {
namespace {

constexpr double kLook = 0.2;  // s between looks at the child

// Words of `stom up --box-options`, split at blanks: they name numbers and files, never secrets.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

class Box {
 public:
  Box(bus::RoleLoop& loop, const live::Platform& platform, const std::string& options) : loop_(loop), folder_(platform.box_folder) {
    create_private_directory(folder_);
    std::error_code ignored;
    std::filesystem::remove(folder_ / "ready.json", ignored);
    const auto port_file = folder_ / "port";
    const std::string port = std::filesystem::exists(port_file) ? read_file(port_file) : "0";
    SpawnOptions spawn;
    spawn.arguments = {(executable_path().parent_path() / "stom-sim").string(), "--folder", folder_.string(), "--ready-file",
                       (folder_ / "ready.json").string(), "--port", port, "--end-with-parent"};
    if (const auto accounts = folder_ / "accounts.json"; std::filesystem::exists(accounts)) {
      spawn.arguments.insert(spawn.arguments.end(), {"--accounts-file", accounts.string()});
    }
    for (std::string& word : words_of(options)) spawn.arguments.push_back(std::move(word));
    spawn.output = loop.bus().directory().output() / "stom-sim.txt";
    child_ = ChildProcess::start(spawn);
  }

  void look() {
    if (const auto end = child_.ended()) {
      throw Error(message("가상 거래소가 {}:\n{}", "the exchange in a box {}:\n{}", std::string_view(describe(*end).ko),
                          bus::last_lines(loop_.bus().directory().output() / "stom-sim.txt", 10)));
    }
    if (is_ready_) return;
    const auto endpoints = live::box_endpoints(folder_);
    if (!endpoints) return;
    is_ready_ = true;
    write_private_file(folder_ / "port", std::to_string(endpoints->rest.port));
    loop_.log().info(message("가상 거래소가 포트 {}에서 기다립니다.", "The exchange in a box listens on port {}.", endpoints->rest.port));
    loop_.set_state(bus::RoleState::kReady);
  }

  void end() {
    child_.send_signal(15);
    (void)child_.wait(5);
  }

 private:
  bus::RoleLoop& loop_;
  std::filesystem::path folder_;
  ChildProcess child_;
  bool is_ready_ = false;
};

}  // namespace

bus::RoleEnd run_box_role(bus::RoleLoop& loop) {
  std::unique_ptr<Box> box;
  loop.set_state(bus::RoleState::kStarting);
  loop.on_settings([&](const bus::Settings& settings) {
    if (!box) box = std::make_unique<Box>(loop, live::read_platform(settings), settings.text(live::kBoxOptions, ""));
  });
  loop.every(kLook, [&] {
    if (box) box->look();
  });
  loop.at_stop([&] {
    if (box) box->end();
  });
  return loop.run();
}

}  // namespace stom::app
