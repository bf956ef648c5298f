// Any bytes as a gz, xz, zip or plain file: reading it by lines ends with text or with a DataError.
#include <cstdint>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

#include "base/compress.h"
#include "base/error.h"
#include "base/file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("stom-fuzz-input-" + std::to_string(::getpid()));
  stom::write_file_atomically(file, {reinterpret_cast<const char*>(data), size});
  try {
    stom::DecompressedFile input(file);
    std::string_view line;
    std::size_t total = 0;
    while (total < (std::size_t{1} << 22) && input.next_line(line)) total += line.size() + 1;
    if (input.consumed() > input.size()) std::abort();
  } catch (const stom::Error&) {
    // Damaged: said with words.
  }
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  return 0;
}
