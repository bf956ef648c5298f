#include "app/data_owner.h"

#include "base/error.h"
#include "base/private_folder.h"

namespace stom::app {
namespace {

constexpr const char* kLock = "platform.lock";

}  // namespace

ProcessLock own_data_folder(const std::filesystem::path& data) {
  create_private_directory(data);
  if (auto lock = ProcessLock::try_take(data / kLock)) return *std::move(lock);
  const auto owner = ProcessLock::owner(data / kLock);
  throw UsageError(message("{0}: 다른 플랫폼(프로세스 {1})이 이 데이터 폴더를 쓰고 있습니다. 그쪽을 stom down --run-dir 로 끝내거나, 이쪽에 다른 폴더를 --data 로 주십시오.",
                           "{0}: another platform (process {1}) uses this data folder. End it with stom down --run-dir, or give this one another "
                           "folder with --data.",
                           data.string(), owner ? std::to_string(owner->id) : "?"));
}

std::optional<ProcessIdentity> data_owner(const std::filesystem::path& data) { return ProcessLock::owner(data / kLock); }

}  // namespace stom::app
