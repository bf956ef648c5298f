// All orders of one account, for ever: by the venue's id, by client id, and those that are open.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sim/order.h"

namespace stom::sim {

class OrderStore {
 public:
  Order& add(Order order);
  // To be called once when an order has ended.
  void close(const Order& order);

  // An empty symbol fits any. Of several orders with one client id the newest is meant.
  [[nodiscard]] Order* find(std::string_view symbol, const venue::OrderName& name) const;
  [[nodiscard]] Order* find_open(std::string_view symbol, const venue::OrderName& name) const;
  [[nodiscard]] bool has_open_client_id(std::string_view client_id) const;
  // False: the client id was used before, by an order or a refused one.
  bool use_client_id(const std::string& client_id) { return used_ids_.insert(client_id).second; }

  [[nodiscard]] const std::vector<Order*>& open() const { return open_; }                   // oldest first
  [[nodiscard]] const std::vector<std::unique_ptr<Order>>& all() const { return orders_; }  // oldest first

 private:
  std::vector<std::unique_ptr<Order>> orders_;
  std::vector<Order*> open_;
  std::unordered_map<std::string, Order*> by_id_, by_client_id_;
  std::unordered_set<std::string> used_ids_;
};

}  // namespace stom::sim
