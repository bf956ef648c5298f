// The comparison of several results as one picture: cumulative daily profit in money (a panel per currency) and in % of the capital
// with the equal-weight combination, the main figures, the correlation of daily results. PNG, kComparePictureWidth × Height.
#pragma once

#include <filesystem>

#include "base/message.h"
#include "optimize/compare_data.h"

namespace stom::optimize {

inline constexpr int kComparePictureWidth = 1600, kComparePictureHeight = 1300;

[[nodiscard]] std::string compare_picture_png(const Comparison& comparison, Language language);
void write_compare_picture(const Comparison& comparison, Language language, const std::filesystem::path& path);

}  // namespace stom::optimize
