#include "net/problem.h"

#include <array>

namespace stom::net {
namespace {

struct Words {
  Problem problem;
  std::string_view name, ko, en;
};

constexpr std::array kWords{
    Words{Problem::kNone, "none", "문제가 없습니다", "no problem"},
    Words{Problem::kStopped, "stopped", "연결을 닫는 중이라 중단했습니다", "stopped because the client is closing"},
    Words{Problem::kBadRequest, "bad-request", "요청을 HTTP로 쓸 수 없습니다", "the request cannot be written as HTTP"},
    Words{Problem::kQueueFull, "queue-full", "대기 중인 요청이 너무 많습니다", "too many requests are waiting"},
    Words{Problem::kTimeout, "timeout", "제한 시간 안에 끝나지 않았습니다", "not done within the time limit"},
    Words{Problem::kLookUp, "look-up", "호스트 이름을 찾을 수 없습니다", "the host name has no address"},
    Words{Problem::kConnect, "connect", "접속할 수 없습니다", "cannot connect"},
    Words{Problem::kProxy, "proxy", "프록시가 연결해 주지 않았습니다", "the proxy did not connect"},
    Words{Problem::kTls, "tls", "TLS 연결을 맺지 못했습니다", "no TLS connection"},
    Words{Problem::kCertificate, "certificate", "인증서를 믿을 수 없습니다", "the certificate cannot be trusted"},
    Words{Problem::kClosed, "closed", "상대가 연결을 끊었습니다", "the other side cut the connection"},
    Words{Problem::kBadAnswer, "bad-answer", "응답을 해석할 수 없습니다", "the answer cannot be read"},
    Words{Problem::kTooLarge, "too-large", "응답이 한도보다 큽니다", "the answer is larger than the limit"},
    Words{Problem::kDeclined, "declined", "웹소켓 연결을 거절했습니다", "the WebSocket was declined"},
    Words{Problem::kSilent, "silent", "너무 오래 아무것도 보내지 않았습니다", "nothing arrived for too long"},
    Words{Problem::kReplaced, "replaced", "새 연결로 바꿉니다", "replaced by a new connection"},
};

const Words& words(Problem problem) {
  for (const Words& entry : kWords) {
    if (entry.problem == problem) return entry;
  }
  return kWords.front();
}

}  // namespace

std::string_view name(Problem problem) { return words(problem).name; }

Message describe(Problem problem, std::string_view host, std::string_view detail) {
  const Words& entry = words(problem);
  if (detail.empty()) return {fmt::format("{}: {}.", host, entry.ko), fmt::format("{}: {}.", host, entry.en)};
  return {fmt::format("{}: {} ({}).", host, entry.ko, detail), fmt::format("{}: {} ({}).", host, entry.en, detail)};
}

}  // namespace stom::net
