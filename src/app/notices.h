// What the store noticed and mended while it served rows (damaged cache files made anew): one line each on standard error.
#pragma once

#include <vector>

#include "app/command.h"

namespace stom::app {

void print_notices(const std::vector<Message>& notices, const AppContext& context);

}  // namespace stom::app
