#include "app/notices.h"

#include <cstdio>

namespace stom::app {

void print_notices(const std::vector<Message>& notices, const AppContext& context) {
  for (const Message& notice : notices) std::fprintf(stderr, "%s %s\n", context.text("알림:", "note:").c_str(), context.text(notice).c_str());
}

}  // namespace stom::app
