# stom_layer(NAME USES layer… LIBS library…): one static library stom_NAME from src/NAME/**.cpp.
# base owns the precompiled header, all other layers reuse it.
function(stom_layer name)
  cmake_parse_arguments(LAYER "" "" "USES;LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "_main\\.cpp$")  # programs of their own
  list(TRANSFORM LAYER_USES PREPEND stom_)
  if(NOT sources)
    add_library(stom_${name} INTERFACE)
    target_link_libraries(stom_${name} INTERFACE stom_flags ${LAYER_USES} ${LAYER_LIBS})
    return()
  endif()
  add_library(stom_${name} STATIC ${sources})
  target_link_libraries(stom_${name} PUBLIC stom_flags ${LAYER_USES} ${LAYER_LIBS})
  if(name STREQUAL "base")
    target_precompile_headers(stom_base PRIVATE
      <algorithm> <array> <cmath> <cstdint> <functional> <map> <memory> <optional> <span> <string> <string_view>
      <utility> <variant> <vector> <fmt/format.h>)
  else()
    target_precompile_headers(stom_${name} REUSE_FROM stom_base)
  endif()
endfunction()
