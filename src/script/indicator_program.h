// The self.indicator['KEY'] = value lines of a buy text (spec 1.2).
#pragma once

#include "script/compiled_text.h"

namespace stom::script {

// Parses text.prepared.indicator_program into text.indicator_settings; appends to text.diagnostics.
void read_indicator_program(CompiledText& text);

}  // namespace stom::script
