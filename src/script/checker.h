// What a parsed text means: binds every name (Expr::binding), numbers the locals, and reports what cannot work. Strict:
// such things are errors. Lenient (as the reference): warnings, and the text raises when it gets there.
#pragma once

#include "script/compiled_text.h"

namespace stom::script {

// Annotates text.body, fills text.local_names, text.plan.uses_vars and text.finder_columns, appends to
// text.diagnostics.
void check(CompiledText& text);

}  // namespace stom::script
