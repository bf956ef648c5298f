#include "live/record_outbox.h"

namespace stom::live {
namespace {

constexpr EpochMicros kGatherMicros = 200'000;      // lines of one moment travel together
constexpr EpochMicros kAnswerMicros = 5'000'000;    // without an answer it is sent again
constexpr EpochMicros kRefusedMicros = 10'000'000;  // after a refusal; grows with each to a minute
constexpr EpochMicros kOfferMicros = 2'000'000;     // between tries of the oldest one while the disk refuses
constexpr int kMostPauses = 6, kQuickRefusals = 3;
constexpr std::size_t kMostLines = 400;
constexpr std::size_t kMostAtOnce = 16;             // batches without an answer: the query role must not drown after a restart

template <typename Line, typename Same>
void replace_or_add(std::vector<Line>& lines, Line line, Same same) {
  const auto found = std::find_if(lines.begin(), lines.end(), same);
  if (found == lines.end()) lines.push_back(std::move(line));
  else *found = std::move(line);
}

}  // namespace

RecordOutbox::RecordOutbox(LineContext context, std::string reply_to, EpochMicros now)
    : context_(std::move(context)), next_batch_(static_cast<std::uint64_t>(now)) {
  waiting_.market = std::string(market::name(context_.market));
  waiting_.paper = context_.mode == Mode::kPaper;
  waiting_.reply_to = std::move(reply_to);
}

void RecordOutbox::add(bus::OrderLine line) {
  const auto [place, is_new] = waiting_orders_.try_emplace(line.client_id, waiting_.orders.size());
  if (is_new) waiting_.orders.push_back(std::move(line));
  else waiting_.orders[place->second] = std::move(line);
}

void RecordOutbox::add(bus::BalanceLine line) {
  const std::string currency = line.currency;
  replace_or_add(waiting_.balances, std::move(line), [&](const bus::BalanceLine& other) { return other.currency == currency; });
}

void RecordOutbox::add(bus::DayTotalLine line) {
  const TradingDay day = line.day;
  replace_or_add(waiting_.days, std::move(line), [&](const bus::DayTotalLine& other) { return other.day == day; });
}

void RecordOutbox::set_positions(std::vector<bus::PositionRecordLine> positions) {
  waiting_.has_positions = true;
  waiting_.positions_account = context_.account;
  waiting_.positions = std::move(positions);
}

std::size_t RecordOutbox::lines(const bus::RecordTrades& records) {
  return records.orders.size() + records.events.size() + records.fills.size() + records.trades.size() +
         records.balances.size() + records.days.size();
}

void RecordOutbox::close() {
  if (lines(waiting_) == 0 && !waiting_.has_positions) return;
  bus::RecordTrades empty;
  empty.market = waiting_.market;
  empty.paper = waiting_.paper;
  empty.reply_to = waiting_.reply_to;
  waiting_.batch = next_batch_++;
  sent_.push_back({std::move(waiting_), 0, 0});
  waiting_ = std::move(empty);
  waiting_orders_.clear();
}

void RecordOutbox::flush(EpochMicros now, const Send& send, bool everything) {
  if (everything || now - last_close_ >= kGatherMicros || now < last_close_ || lines(waiting_) >= kMostLines) {
    close();
    last_close_ = now;
  }
  if (is_refused_ && !sent_.empty() && (now - last_offer_ >= kOfferMicros || now < last_offer_)) {
    last_offer_ = now;
    sent_.front().next_send = std::min(sent_.front().next_send, now);
  }
  std::size_t seen = 0;
  for (Batch& batch : sent_) {
    if (++seen > kMostAtOnce && !everything) return;
    if (batch.next_send > now) continue;
    if (batch.next_send != 0) drop_stale(batch);
    if (!send(batch.records)) return;  // the channel is full: in order, next time
    batch.next_send = now + kAnswerMicros;
  }
}

// What is sent again may arrive after newer batches: pictures of a state that they hold newer must not come back.
void RecordOutbox::drop_stale(Batch& batch) {
  bool is_later = false;
  bus::RecordTrades& old = batch.records;
  const auto compare = [&old](const bus::RecordTrades& newer) {
    if (newer.has_positions) {
      old.has_positions = false;
      old.positions.clear();
    }
    if (!newer.balances.empty()) old.balances.clear();
    if (!newer.days.empty()) old.days.clear();
  };
  for (const Batch& other : sent_) {
    if (is_later) compare(other.records);
    is_later = is_later || &other == &batch;
  }
  compare(waiting_);
}

// The disk is well again.
void RecordOutbox::offer_again(EpochMicros now) {
  for (Batch& batch : sent_) {
    if (batch.refusals > 0 && batch.refusals <= kQuickRefusals) batch.next_send = std::min(batch.next_send, now);
  }
}

std::optional<std::string> RecordOutbox::on_ack(const bus::RecordAck& ack, EpochMicros now) {
  const auto batch = std::find_if(sent_.begin(), sent_.end(), [&](const Batch& b) { return b.records.batch == ack.batch; });
  if (batch == sent_.end()) return std::nullopt;
  const bool was_refused = std::exchange(is_refused_, !ack.stored);
  if (ack.stored) {
    sent_.erase(batch);
    if (was_refused) offer_again(now);
    return std::nullopt;
  }
  batch->next_send = now + kRefusedMicros * std::min(++batch->refusals, kMostPauses);
  const bool first = batch->refusals == 1;
  drop_stale(*batch);
  if (batch->refusals > 1 && batch + 1 != sent_.end()) {  // behind the others: they must not wait for it
    Batch moved = std::move(*batch);
    sent_.erase(batch);
    sent_.push_back(std::move(moved));
  }
  if (first) return ack.words.empty() ? std::string("?") : ack.words;
  return std::nullopt;
}

}  // namespace stom::live
