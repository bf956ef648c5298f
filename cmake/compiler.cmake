# Flags that every target of stom uses. Floating point must give the same bits everywhere: no contraction, no fast-math.
add_library(stom_flags INTERFACE)
target_include_directories(stom_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(stom_flags INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -ffp-contract=off)
if(STOM_WERROR)
  target_compile_options(stom_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports false positives of these inside the standard library at -O2 and above.
  target_compile_options(stom_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow)
  if(STOM_SANITIZE)
    target_compile_options(stom_flags INTERFACE -Wno-stringop-overread)
  endif()
else()
  target_compile_options(stom_flags INTERFACE -Wno-unknown-pragmas)
endif()
if(STOM_SANITIZE)
  target_compile_options(stom_flags INTERFACE -fsanitize=${STOM_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(stom_flags INTERFACE -fsanitize=${STOM_SANITIZE})
  if(STOM_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Asio's fences are unknown to this sanitizer; they only make it see less order than there is.
    target_compile_options(stom_flags INTERFACE -Wno-tsan)
  endif()
  if(STOM_SANITIZE MATCHES "undefined")
    # LLVM comes without run-time type information, so vptr checks of classes derived from its own cannot work.
    target_compile_options(stom_flags INTERFACE -fno-sanitize-recover=undefined -fno-sanitize=vptr)
    target_link_options(stom_flags INTERFACE -fno-sanitize=vptr)
  endif()
endif()
if(STOM_FUZZ)
  # Coverage counters in the layers; only the fuzz programs link libFuzzer's main. Calls into code made at run time
  # carry no function signature to check.
  target_compile_options(stom_flags INTERFACE -fsanitize=fuzzer-no-link -fno-sanitize=function)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
