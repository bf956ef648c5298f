// Apart from the sockets of receiver.cpp: what reads packets can be built, and fuzzed, without ZeroMQ.
#include "bus/receiver.h"

namespace stom::bus {

void Packet::refuse_other_type(const MessageFacts& expected, MessageType got) {
  throw DataError(message("{} 메시지가 와야 하는데 번호 {} 이(가) 왔습니다.", "expected a {} message, got number {}.", std::string_view(expected.name),
                          static_cast<unsigned>(got)));
}

}  // namespace stom::bus
