// What an import tells: a text for people and a JSON object for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "app/import_session.h"

namespace stom::app {

[[nodiscard]] std::string import_text(const ImportReport& report, Language language);
[[nodiscard]] nlohmann::ordered_json import_json(const ImportReport& report);

}  // namespace stom::app
