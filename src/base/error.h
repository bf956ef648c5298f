// The world failed (file, database, disk) or the request cannot be met: an exception with the object's name and what to do.
// Wrong strategy text is not an exception but a Diagnostic (base/diagnostic.h).
#pragma once

#include <stdexcept>

#include "base/message.h"

namespace stom {

class Error : public std::runtime_error {
 public:
  explicit Error(Message text) : std::runtime_error(text.en), text_(std::move(text)) {}
  [[nodiscard]] const Message& text() const { return text_; }

 private:
  Message text_;
};

// A file or folder could not be read, written, created, or the disk is full.
class FileError : public Error {
 public:
  using Error::Error;
};

// A database is damaged, foreign, locked, or holds a value that a row must not hold.
class DatabaseError : public Error {
 public:
  using Error::Error;
};

// Input data (import file, settings file, case folder) does not say what its format asks for.
class DataError : public Error {
 public:
  using Error::Error;
};

// The user's request is impossible as given: option, range, name.
class UsageError : public Error {
 public:
  using Error::Error;
};

// The user stopped the work (Ctrl-C).
class Cancelled : public Error {
 public:
  Cancelled() : Error({"사용자가 작업을 중지했습니다.", "Stopped by the user."}) {}
};

}  // namespace stom
