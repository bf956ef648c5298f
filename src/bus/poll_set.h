// Waits until one of several channel ends (or file descriptors, for example of child processes) has something to read.
#pragma once

#include <functional>
#include <vector>

namespace stom::bus {

class Receiver;
class RequestServer;

class PollSet {
 public:
  // What is added must outlive the set.
  void add(Receiver& receiver);
  void add(RequestServer& server);
  void add_descriptor(int descriptor);
  // False after the time; a signal ends the wait early.
  bool wait(double seconds);

 private:
  struct Entry {
    void* socket;
    int descriptor;
    std::function<bool()> has_waiting;
  };
  std::vector<Entry> entries_;
  void add_socket(void* socket, std::function<bool()> has_waiting);
};

}  // namespace stom::bus
