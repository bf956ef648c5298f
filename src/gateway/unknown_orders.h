// When to ask for an order whose fate is unknown, and what the answers add up to. Pure.
//
// Questions follow 0.5, 1, 2 and 4 s after the loss or the answer before, then every 5 s. Only the venue's own "no such order", four
// times, makes an order dead: an answer that was lost, refused by a rate limit or a broken server says nothing. Four times, because an
// order may be found only some time after it was taken.
#pragma once

namespace stom::gateway {

class UnknownOrder {
 public:
  static constexpr int kTimesNotFound = 4;

  explicit UnknownOrder(double first_wait = 0.5) : wait_(first_wait), later_(10 * first_wait) {}

  // Seconds until the next question.
  [[nodiscard]] double next_wait();
  // The venue said that there is no such order; true: often enough, it is dead.
  [[nodiscard]] bool not_found() { return ++not_found_ >= kTimesNotFound; }
  // The venue refused the question itself (a symbol that is none); true: it will never answer.
  [[nodiscard]] bool refused() { return ++refused_ >= kTimesNotFound; }
  [[nodiscard]] int questions() const { return questions_; }

 private:
  double wait_, later_;
  int questions_ = 0, not_found_ = 0, refused_ = 0;
};

}  // namespace stom::gateway
