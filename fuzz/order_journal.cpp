// A trader's journal. Any bytes as a file: records or a refusal. A journal of real records, torn, filled with zeros or with a byte that
// flipped: what is read is a beginning of what was written, or the file is refused; and a ledger takes every record that was read.
// The input: where and how the file is damaged (4 bytes), then records, each behind its length (2 bytes).
#include <cstdlib>

#include "base/error.h"
#include "input_bytes.h"
#include "live/journal_codec.h"
#include "live/order_ledger.h"

namespace {

using namespace stom;
using namespace stom::live;

template <typename Read>
auto read_or_refuse(Read&& read) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const DataError& error) {
    if (error.text().ko.empty() || error.text().en.empty()) std::abort();
    return std::nullopt;
  }
}

std::optional<JournalContent> read_file_of(const std::string& bytes) {
  auto content = read_or_refuse([&] { return read_journal(bytes, "x"); });
  if (content && (content->whole > bytes.size() || content->is_torn != (content->whole < bytes.size()))) std::abort();
  return content;
}

std::string damaged(std::string file, fuzz::InputBytes& how) {
  const auto place = how.number<std::uint16_t>() % (file.size() + 1);
  const auto kind = how.number<std::uint8_t>();
  const auto value = how.number<std::uint8_t>();
  if (kind % 4 == 0) return file.substr(0, place);
  if (kind % 4 == 1) return file.substr(0, place) + std::string(value * 16U, '\0');
  if (kind % 4 == 2) return file + file.substr(place);
  if (place < file.size()) file[place] = static_cast<char>(file[place] ^ (1 << value % 8));
  return file;
}

void check_ledger(const std::vector<JournalRecord>& records) {
  OrderLedger ledger(Mode::kPaper);
  for (const JournalRecord& record : records) ledger.apply(record);
  OrderLedger next(Mode::kPaper);  // of the next day
  for (const auto& [id, order] : ledger.orders()) {
    (void)ledger.next_attempt(id);
    if (order.is_final()) continue;  // not carried over
    for (const JournalRecord& record : carried(order)) next.apply(record);
    const LedgerOrder* same = next.find(order.intent.client_id);
    if (same == nullptr || same->is_final()) std::abort();
  }
  if (ledger.find(ledger.next_client_id(20261123)) != nullptr) std::abort();
  (void)ledger.live();
  ledger.forget_final();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  (void)read_file_of(bytes);
  (void)read_file_of(std::string(kJournalHead) + bytes);

  fuzz::InputBytes input(data, size);
  fuzz::InputBytes how(data, std::min<std::size_t>(size, 4));
  (void)input.piece(4);
  std::vector<JournalRecord> records;
  std::vector<std::string> texts;
  std::string file(kJournalHead);
  while (!input.at_end()) {
    const std::string_view piece = input.piece(input.number<std::uint16_t>());
    const auto record = read_or_refuse([&] { return decode_record(piece); });
    if (!record) continue;
    // No order is moved two thousand million times.
    if (const auto* intent = std::get_if<IntentRecord>(&*record); intent != nullptr && std::abs(intent->intent.amended / 2) > 1'000'000) continue;
    if (to_json(decode_record(encode_record(*record))) != to_json(*record)) std::abort();
    append_frame(file, file.size(), *record);
    records.push_back(*record);
    texts.push_back(to_json(*record));
  }
  const auto whole = read_file_of(file);
  if (!whole || whole->is_torn || whole->records.size() != records.size()) std::abort();
  if (const auto rest = read_file_of(damaged(file, how))) {
    if (rest->records.size() > records.size()) std::abort();
    for (std::size_t n = 0; n < rest->records.size(); ++n) {
      if (to_json(rest->records[n]) != texts[n]) std::abort();
    }
  }
  check_ledger(records);
  return 0;
}
