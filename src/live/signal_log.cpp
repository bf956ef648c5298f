#include "live/signal_log.h"

namespace stom::live {

SignalLog::SignalLog(const std::filesystem::path& path) : file_(path) {
  if (file_.size() == 0) file_.append("code,row,signal\n", false);
}

void SignalLog::flush() {
  if (waiting_.empty()) return;
  file_.append(waiting_, false);
  waiting_.clear();
}

}  // namespace stom::live
