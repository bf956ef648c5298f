#include "live/trader_core.h"

#include "base/error.h"
#include "live/platform.h"

namespace stom::live {
namespace {

constexpr EpochMicros kSecond = 1'000'000;
constexpr EpochMicros kProbeMicros = 2 * kSecond;       // between tries to write to a failed disk
constexpr EpochMicros kStaleMicros = 5 * kSecond;       // real: an older row is no reason to enter (it waited while the trader was away)
constexpr std::uintmax_t kLeastRoom = 16'000'000;       // bytes: what is open must be brought to its end, and be written down
constexpr EpochMicros kTellAgainMicros = 60 * kSecond;  // people hear of the same failure at most so often

// Without a price of a held symbol. A row of minutes has until half a minute after its time.
constexpr EpochMicros kPriceLimitTick = 30 * kSecond, kPriceLimitMinute = 90 * kSecond;

TradingDay day_of(EpochMicros now) { return civil_from_days(now / (86400 * kSecond)); }

trade::BookSide side_of(const std::vector<double>& prices, const std::vector<double>& sizes) {
  trade::BookSide side{};
  for (std::size_t i = 0; i < side.size() && i < prices.size() && i < sizes.size(); ++i) side[i] = {prices[i], sizes[i]};
  return side;
}

DeskRow desk_row(market::Market market, market::Frame frame, const bus::RowDecision& decision, double bet) {
  DeskRow row;
  const RowKey second = market::to_second_key(frame, decision.index);
  trade::RowFacts& facts = row.facts;
  facts.market = market;
  facts.day = static_cast<TradingDay>(second / 1'000'000);
  facts.hhmmss = second % 1'000'000;
  facts.seconds = epoch_seconds(second);
  facts.price = decision.price;
  row.market.asks = side_of(decision.ask_prices, decision.ask_sizes);
  row.market.bids = side_of(decision.bid_prices, decision.bid_sizes);
  facts.best_ask = row.market.asks[0].price;
  facts.best_bid = row.market.bids[0].price;
  facts.tick = row.market.asks[1].price - row.market.asks[0].price;
  facts.amend_tick = row.market.asks[2].price - row.market.asks[1].price;
  facts.fill_low = decision.low;
  facts.fill_high = decision.high;
  facts.watched = decision.watched;
  facts.was_watched = decision.was_watched;
  row.market.low = decision.low;
  row.market.high = decision.high;
  row.market.bought = decision.bought;
  row.market.sold = decision.sold;
  row.index = decision.index;
  row.row_number = decision.row_number;
  row.buy_signal = decision.buy_signal;
  row.sell_label = decision.sell_label;
  row.sell_label_text = decision.sell_label_text;
  row.bet = bet;
  row.may_evaluate = decision.may_evaluate;
  return row;
}

venue::Instrument instrument_of(const bus::Instrument& from) {
  venue::Instrument out;
  out.symbol = from.code;
  out.korean_name = from.name;
  out.price_decimals = from.price_digits;
  out.quantity_decimals = from.quantity_digits;
  const auto take = [](venue::Number& number, const std::string& text) {
    if (!text.empty()) (void)number.parse(text);
  };
  take(out.tick, from.tick);
  take(out.step, from.step);
  take(out.market_step, from.market_step);
  take(out.min_quantity, from.least_quantity);
  take(out.max_quantity, from.most_quantity);
  take(out.min_notional, from.least_value);
  return out;
}

}  // namespace

TraderCore::TraderCore(TraderOptions options, std::shared_ptr<const TraderSettings> settings, TraderOutput& output, EpochMicros now)
    : options_(std::move(options)), settings_(std::move(settings)), output_(output),
      journal_name_(fmt::format("trader.{}.{}", market_name(options_.market), is_real() ? "real" : "paper")),
      outbox_(LineContext{options_.market, options_.mode, options_.account, 0}, options_.reply_to, now), now_(now),
      price_watch_(options_.frame == market::Frame::kTick ? kPriceLimitTick : kPriceLimitMinute) {
  open_journal(now);
}

TraderCore::~TraderCore() = default;

// --- journal

std::unique_ptr<TraderBooks> TraderCore::fold(const std::vector<JournalRecord>& records, TradingDay day, RecordOutbox* lines) {
  BooksOptions books{options_.market, options_.mode, options_.fill_model, options_.account, settings_->average_ticks};
  DeskHost& host = *this;
  auto folded = std::make_unique<TraderBooks>(std::move(books), *settings_, host, lines);
  folded->set_day(day);
  for (const auto& [code, instrument] : instruments_) folded->set_instrument(code, instrument);
  for (const JournalRecord& record : records) folded->apply(record);
  return folded;
}

void TraderCore::open_journal(EpochMicros now) {
  constexpr TradingDay kEndOfTime = 99991231;
  const TradingDay today = day_of(now);
  const TradingDay newest = OrderJournal::last_day(options_.journal_folder, journal_name_, kEndOfTime);
  journal_ = std::make_unique<OrderJournal>(options_.journal_folder, journal_name_, newest == 0 ? today : newest);
  // Rows of the day before that the query role may not have stored when the day rolled.
  if (const TradingDay before = newest == 0 ? 0 : OrderJournal::last_day(options_.journal_folder, journal_name_, newest); before != 0) {
    const bool is_near = days_from_civil(newest) - days_from_civil(before) <= 1 && newest >= today;
    if (is_near) (void)fold(OrderJournal::read(OrderJournal::file_of(options_.journal_folder, journal_name_, before)), before, &outbox_);
  }
  books_ = fold(journal_->recovered(), journal_->day(), &outbox_);
  if (books_->is_carrying()) {  // the very first file, or one that ended before its first order
    if (is_real()) {
      journal_->append(LatchRecord{kLatchDay, true, std::to_string(journal_->day()), now});
      books_->apply(LatchRecord{kLatchDay, true, std::to_string(journal_->day()), now});
    } else {
      const std::vector<JournalRecord> begin = {
          CashRecord{currency_of(options_.market), Decimal::from_double(books_->total()), Decimal(), now},
          LatchRecord{kLatchDay, true, std::to_string(journal_->day()), now}};
      journal_->append(begin);
      for (const JournalRecord& record : begin) books_->apply(record);
    }
  }
  take_latches();
  venue_total_ = books_->total();
  if (journal_->day() < today) roll_day();
}

void TraderCore::take_latches() {
  halted_ = books_->is_set(kLatchHalt);
  if (const LatchRecord* halt = books_->latch(kLatchHalt)) halt_why_ = halt->why;
  if (const LatchRecord* exit = books_->latch(kLatchExit); exit != nullptr && exit->set) {
    const int reason = exit->why.empty() ? 0 : exit->why[0] - '0';
    const bool exits = exit->why.size() < 2 || exit->why[1] != 'c';
    liquidation_.begin(reason >= 0 && reason <= static_cast<int>(OrderReason::kHalt) ? static_cast<OrderReason>(reason)
                                                                                     : OrderReason::kEndOfDay,
                       exits, now_);
  }
  hand_exits_.clear();
  for (const auto& [code, desk] : books_->desks()) {
    dirty_.insert(code);
    if (books_->is_set(kLatchHandExit + code)) hand_exits_[code] = {now_, 0};
  }
}

void TraderCore::rebuild() {
  books_ = fold(OrderJournal::read(OrderJournal::file_of(options_.journal_folder, journal_name_, journal_->day())),
                journal_->day(), nullptr);
  books_->set_lines(&outbox_);  // what the journal holds was told before
  rebuild_needed_ = false;
  take_latches();
}

bool TraderCore::commit(const std::vector<JournalRecord>& records) {
  if (records.empty()) return true;
  try {
    journal_->append(records);
  } catch (const FileError& error) {
    disk_failed(error.text());
    return false;
  }
  for (const JournalRecord& record : records) {
    const std::int64_t trades = books_->today().trades;
    books_->apply(record);
    report(record, trades);
  }
  return true;
}

void TraderCore::must_commit(const JournalRecord& record) {
  if (rebuild_needed_ || !commit({record})) {
    rebuild_needed_ = true;  // the desk believes what did not happen
    throw FileError({"주문 일지에 기록하지 못했습니다.", "The order journal did not take a record."});
  }
}

void TraderCore::disk_failed(const Message& text) {
  if (!disk_failed_ || now_ - disk_told_ >= kTellAgainMicros) {
    const Message what{"주문 일지를 기록할 수 없어 새 주문을 멈춥니다. 디스크를 확인하십시오. " + text.ko,
                       "The order journal cannot be written: no new orders. Check the disk. " + text.en};
    output_.log(bus::LogLevel::kError, what);
    output_.notify("disk", what);
    disk_told_ = now_;
  }
  if (!disk_failed_) next_probe_ = now_ + kProbeMicros;
  disk_failed_ = true;
}

void TraderCore::probe_disk() {
  if (!disk_failed_ && !rebuild_needed_) return;
  if (now_ < next_probe_) return;
  next_probe_ = now_ + kProbeMicros;
  try {
    journal_->append(LatchRecord{"disk", false, "", now_});
    if (rebuild_needed_) rebuild();
    else books_->apply(LatchRecord{"disk", false, "", now_});
  } catch (const Error&) {
    return;  // told already; tried again
  }
  disk_failed_ = false;
  output_.log(bus::LogLevel::kInfo, {"주문 일지를 다시 기록할 수 있습니다.", "The order journal can be written again."});
  if (halted_ && !books_->is_set(kLatchHalt)) set_latch(kLatchHalt, true, halt_why_);  // it was pulled while the disk was full
  if (is_real()) doubt({"디스크 오류 뒤", "after a failure of the disk"});
}

// Positions are not opened on a disk that is about to be full: their records must find room.
void TraderCore::look_for_room() {
  std::error_code unknown;
  const std::filesystem::space_info space = std::filesystem::space(options_.journal_folder, unknown);
  const bool has_room = unknown || space.available >= kLeastRoom;
  if (has_room == has_room_) return;
  has_room_ = has_room;
  if (has_room) return output_.log(bus::LogLevel::kInfo, {"디스크에 다시 여유가 있습니다.", "The disk has room again."});
  const Message what = message("디스크에 {} MB만 남아 새 주문을 멈춥니다: {}",
                               "Only {} MB are left on the disk: no new orders: {}", space.available / 1'000'000,
                               options_.journal_folder.string());
  output_.log(bus::LogLevel::kError, what);
  output_.notify("disk", what);
}

void TraderCore::roll_day() {
  const TradingDay today = day_of(now_);
  if (journal_->day() >= today || disk_failed_ || rebuild_needed_) return;
  const bus::LogLevel info = bus::LogLevel::kInfo;
  const DayResult ended = books_->today();
  try {
    journal_->roll(today, books_->carried(today, now_));
  } catch (const FileError& error) {
    return disk_failed(error.text());
  }
  output_.log(info, message("{} 하루를 마감했습니다: 거래 {}건, 수익금합계 {:.2f}. 일별실현손익를 저장하였습니다.",
                            "The day before {} is closed: {} trades, result {:.2f}.", today, ended.trades, ended.profit));
  output_.speak({"일별실현손익를 저장하였습니다.", "The day's result is stored."});
  books_->start_day(today);
  for (std::map<std::string, EpochMicros>* asked : {&cancel_sent_, &history_asked_}) {
    std::erase_if(*asked, [this](const auto& entry) { return books_->ledger().find(entry.first) == nullptr; });
  }
  positions_changed_ = money_changed_ = true;
  for (const auto& [code, desk] : books_->desks()) dirty_.insert(code);
}

// Paper fees go by the kinds of orders in the settings: a replay must reckon with those of then.
void TraderCore::note_order_types() {
  const std::string now = order_types(settings_->orders);
  if (const LatchRecord* noted = books_->latch(kLatchOrderTypes); noted == nullptr || noted->why != now)
    set_latch(kLatchOrderTypes, true, now);
}

void TraderCore::set_latch(const char* name, bool set, std::string why) { (void)commit({LatchRecord{name, set, std::move(why), now_}}); }

// What desks must not see in the middle of a call, and the news of symbols.
void TraderCore::step_done(const std::string& answered) {
  for (int round = 0; !later_.empty() && round < 100; ++round) {
    std::vector<std::function<void()>> work;
    work.swap(later_);
    for (const auto& each : work) each();
  }
  const bool blocked = entry_block().has_value();
  if (blocked != was_blocked_) {
    was_blocked_ = blocked;
    for (const auto& [code, desk] : books_->desks()) dirty_.insert(code);
  }
  dirty_.erase(answered);
  std::set<std::string> dirty;
  dirty.swap(dirty_);
  for (const std::string& code : dirty) send_state(code, 0);
}

// --- messages

void TraderCore::start(EpochMicros now) {
  now_ = now;
  std::vector<JournalRecord> dropped;
  for (const LedgerOrder* order : books_->ledger().live()) {
    if (is_real() && order->stage == OrderStage::kIntended) {
      dropped.push_back(EndRecord{order->intent.client_id, OrderEnd::kRejected, "보내기 전에 프로그램이 끝남", now});
    } else if (is_real() && order->stage == OrderStage::kSent) {
      dropped.push_back(UnknownRecord{order->intent.client_id, now});
    }
  }
  (void)commit(dropped);
  note_order_types();
  output_.log(bus::LogLevel::kInfo,
              message("트레이더를 시작하였습니다: {} {}, 일지 {}, 보유 {}종목, 미체결 {}건{}",
                      "Trader started: {} {}, journal {}, {} positions, {} live orders{}", market_name(options_.market),
                      is_real() ? "real" : "paper", journal_->day(),
                      std::count_if(books_->desks().begin(), books_->desks().end(),
                                    [](const auto& each) { return each.second->position().held; }),
                      books_->ledger().live().size(), halted_ ? ", HALTED" : ""));
  output_.notify("start", {"코인 전략연산 및 트레이더를 시작하였습니다.", "Strategies and trader have started."});
  output_.speak({"코인 전략연산 및 트레이더를 시작하였습니다.", "Strategies and trader have started."});
  if (journal_->was_torn()) {
    output_.log(bus::LogLevel::kWarning,
                {"주문 일지의 마지막 기록이 덜 쓰여 있어 잘라 냈습니다.", "The last record of the order journal was not whole and was cut off."});
  }
  if (is_real()) next_reconcile_ = now;
  step_done();
}

void TraderCore::on_row(const bus::RowDecision& decision, EpochMicros now) {
  now_ = now;
  if (decision.code.empty()) return;
  roll_day();
  probe_disk();
  prices_[decision.code] = decision.price;
  price_came(decision.code);
  day_ranges_[decision.code] = decision.day_range;
  if (!rebuild_needed_) {
    row_received_ = decision.received_micros;
    try {
      SymbolDesk& desk = books_->desk(decision.code);
      prepare(decision.code);
      DeskRow row = desk_row(options_.market, options_.frame, decision, budget() * decision.weight);
      if (is_real() && decision.received_micros > 0 && now - decision.received_micros > kStaleMicros) row.buy_signal = 0;
      desk.row(row);
      const trade::ManagedPosition& position = desk.position();
      if (position.held) {
        positions_changed_ = true;
        std::pair<double, double>& stored = stored_marks_[decision.code];
        if (const std::pair<double, double> marks(position.highest, position.lowest); marks != stored) {
          if (commit({MarksRecord{decision.code, marks.first, marks.second}})) stored = marks;
        }
      }
    } catch (const FileError&) {
      if (!rebuild_needed_) throw;
    }
    row_received_ = 0;
  }
  step_done(decision.code);
  send_state(decision.code, decision.index);
}

void TraderCore::on_price(const std::string& code, double price, EpochMicros now) {
  now_ = now;
  if (price > 0) {
    prices_[code] = price;
    price_came(code);
  }
  positions_changed_ = true;
}

void TraderCore::on_asked_price(const std::string& code, double price, EpochMicros now) {
  now_ = now;
  if (price > 0) prices_[code] = price;
  positions_changed_ = true;
}

void TraderCore::on_instruments(const bus::InstrumentList& list, EpochMicros now) {
  now_ = now;
  for (const bus::Instrument& instrument : list.instruments) {
    instruments_[instrument.code] = instrument_of(instrument);
    books_->set_instrument(instrument.code, instruments_[instrument.code]);
  }
}

void TraderCore::on_settings(std::shared_ptr<const TraderSettings> settings, EpochMicros now) {
  now_ = now;
  books_->set_settings(*settings);
  settings_.swap(settings);  // the old ones go after the books have let go of them
  note_order_types();
  step_done();
}

void TraderCore::on_record_ack(const bus::RecordAck& ack, EpochMicros now) {
  now_ = now;
  if (const auto problem = outbox_.on_ack(ack, now)) {
    output_.log(bus::LogLevel::kError, message("거래 기록이 저장되지 않았습니다 (다시 보냅니다): {}",
                                               "Trade records were not stored (sent again later): {}", *problem));
  }
  records_refused_ = !ack.stored && outbox_.unacknowledged() > 0;
}

void TraderCore::tick(EpochMicros now) {
  now_ = now;
  probe_disk();
  roll_day();
  if (!rebuild_needed_) {
    if (is_real()) {
      send_waiting();
      repeat_cancels();
      ask_account_if_due();
      if (const bool clock_sure = broker_ == nullptr || broker_->clock_is_sure(); clock_sure != clock_was_sure_) {
        clock_was_sure_ = clock_sure;
        output_.log(clock_sure ? bus::LogLevel::kInfo : bus::LogLevel::kWarning,
                    clock_sure ? Message{"거래소 시각을 다시 압니다.", "The venue's clock is known again."}
                               : Message{"거래소 시각을 확실히 알 수 없습니다.", "The venue's clock is not known for sure."});
      }
    }
    try {
      if (now >= next_second_ || now + kSecond < next_second_) {
        next_second_ = now + kSecond;
        look_for_room();
        check_told_positions();
        look_for_prices();
        check_stops();
        store_state();
      }
      step_liquidation();
      step_hand_exits();
    } catch (const FileError&) {
      if (!rebuild_needed_) throw;
    }
  }
  step_done();
  outbox_.flush(now, [this](const bus::RecordTrades& records) { return output_.records(records); });
}

void TraderCore::finish(EpochMicros now) {
  now_ = now;
  store_state();
  outbox_.flush(now, [this](const bus::RecordTrades& records) { return output_.records(records); }, true);
}

std::optional<Message> TraderCore::entry_block() const {
  if (disk_failed_ || rebuild_needed_) return Message{"주문 일지를 기록할 수 없습니다.", "The order journal cannot be written."};
  if (!has_room_) return Message{"디스크에 남은 공간이 거의 없습니다.", "The disk is almost full."};
  if (records_refused_) return Message{"거래 기록이 저장되지 않습니다.", "Trade records are not stored."};
  if (!settings_->is_on) return Message{"설정 '코인트레이더'가 꺼져 있습니다.", "Setting '코인트레이더' is off."};
  if (halted_ && halt_why_.empty()) return Message{"긴급정지 중입니다.", "Halted."};
  if (halted_) return message("긴급정지 중입니다: {}", "Halted: {}", halt_why_);
  if (books_->is_set(kLatchDayStop)) return Message{"오늘은 손익 중지로 매수하지 않습니다.", "The day's loss or profit stop holds."};
  if (liquidation_.is_active()) return Message{"잔고를 청산하는 중입니다.", "Everything is being sold."};
  if (books_->is_set(kLatchEndOfDay)) return Message{"전략종료시간이 지났습니다.", "The strategy's end of the day has passed."};
  if (!is_real()) return std::nullopt;
  if (alarmed_) return message("거래소 경보: {}", "Alarm of the venue: {}", alarm_why_);
  if (broker_ == nullptr) return Message{"거래소에 연결되지 않았습니다.", "Not connected to the venue."};
  if (!stream_up_) return Message{"개인 스트림이 끊겼습니다.", "The private stream is down."};
  if (!sure_) return Message{"거래소와 잔고를 맞추는 중입니다.", "Not yet reconciled with the venue."};
  if (!clock_was_sure_) return Message{"거래소 시각을 확실히 알 수 없습니다.", "The venue's clock is not known for sure."};
  return std::nullopt;
}

MoneyFacts TraderCore::money_facts() const {
  MoneyFacts facts;
  facts.market = options_.market;
  facts.cash_is_net = is_real() && options_.market == market::Market::kUpbit;
  facts.total = is_real() ? venue_total_ : books_->total();
  facts.bound_elsewhere = bound_elsewhere_;
  facts.fees = trade::reference_fees(settings_->orders.buy_order_type, settings_->orders.sell_order_type);
  for (const auto& [code, desk] : books_->desks()) {
    const trade::ManagedPosition& position = desk->position();
    if (position.held) {
      const auto price = prices_.find(code);
      facts.positions.push_back({position.side, position.price, position.quantity,
                                 price == prices_.end() ? desk->last_price() : price->second, desk->leverage()});
    }
    if (const OrderIntent* entry = desk->working(OrderPurpose::kOpen)) {
      const LedgerOrder* order = books_->ledger().find(entry->client_id);
      const double rest = order == nullptr ? entry->quantity.to_double() : (order->intent.quantity - order->filled).to_double();
      const double price = entry->limit.is_positive() ? entry->limit.to_double() : entry->reference_price;
      facts.reserved += std::max(0.0, entry_need(options_.market, price, rest, entry->leverage));
    }
  }
  return facts;
}

Money TraderCore::money() const { return reckon(money_facts()); }

double TraderCore::budget() const {
  return budget_per_symbol(options_.market, settings_->budget_is_fixed, settings_->budget, settings_->budget_is_fixed ? 0 : money().equity,
                           settings_->most_positions);
}

}  // namespace stom::live
