#include "sim/order_store.h"

namespace stom::sim {

Order& OrderStore::add(Order order) {
  Order& kept = *orders_.emplace_back(std::make_unique<Order>(std::move(order)));
  by_id_[kept.id] = &kept;
  if (!kept.client_id.empty()) by_client_id_[kept.client_id] = &kept;
  open_.push_back(&kept);
  return kept;
}

void OrderStore::close(const Order& order) {
  const auto found = std::find(open_.begin(), open_.end(), &order);
  if (found != open_.end()) open_.erase(found);
}

Order* OrderStore::find(std::string_view symbol, const venue::OrderName& name) const {
  const auto& map = name.order_id.empty() ? by_client_id_ : by_id_;
  const auto found = map.find(name.order_id.empty() ? name.client_id : name.order_id);
  if (found == map.end()) return nullptr;
  return symbol.empty() || found->second->symbol == symbol ? found->second : nullptr;
}

Order* OrderStore::find_open(std::string_view symbol, const venue::OrderName& name) const {
  Order* order = find(symbol, name);
  return order != nullptr && order->is_open() ? order : nullptr;
}

bool OrderStore::has_open_client_id(std::string_view client_id) const {
  return std::any_of(open_.begin(), open_.end(), [&](const Order* order) { return order->client_id == client_id; });
}

}  // namespace stom::sim
