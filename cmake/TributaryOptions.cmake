# Options of the build, and the one INTERFACE target that carries language level, warnings and sanitizers.
option(TRIBUTARY_TESTS "Build the tests" ON)
option(TRIBUTARY_WERROR "Treat warnings as errors" OFF)
set(TRIBUTARY_SANITIZE "" CACHE STRING "Comma separated sanitizers, such as address,undefined")
option(TRIBUTARY_FUZZ "Build the libFuzzer targets (clang)" OFF)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(tributary_options INTERFACE)
target_compile_features(tributary_options INTERFACE cxx_std_20)
target_include_directories(tributary_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(tributary_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wswitch-enum
  $<$<BOOL:${TRIBUTARY_WERROR}>:-Werror>
  # g++ 12 at -O2 reports these inside the standard library; clang-tidy and the sanitizers cover them.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-maybe-uninitialized>)
set(CMAKE_CXX_EXTENSIONS OFF)

if(TRIBUTARY_SANITIZE)
  target_compile_options(tributary_options INTERFACE -fsanitize=${TRIBUTARY_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(tributary_options INTERFACE -fsanitize=${TRIBUTARY_SANITIZE})
  if(TRIBUTARY_SANITIZE MATCHES "undefined")
    # Debian's libraries are built without the type information that vptr checks need.
    target_compile_options(tributary_options INTERFACE -fno-sanitize=vptr -fno-sanitize-recover=undefined)
    target_link_options(tributary_options INTERFACE -fno-sanitize=vptr)
  endif()
endif()
if(TRIBUTARY_FUZZ)
  target_compile_options(tributary_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
