#include "market/price_grid.h"

#include <gtest/gtest.h>

namespace stom::market {
namespace {

// A boundary of a table: the tick below it and from it on.
struct Boundary {
  double at, tick_below, tick_from;
};

void expect_boundaries(const PriceGrid& grid, std::initializer_list<Boundary> boundaries, const char* table) {
  for (const Boundary& b : boundaries) {
    SCOPED_TRACE(testing::Message() << table << " at " << b.at);
    const double below = grid.next_down(b.at);
    EXPECT_NEAR(b.at - below, b.tick_below, b.tick_below * 1e-9);
    EXPECT_EQ(grid.tick(below), b.tick_below);
    EXPECT_EQ(grid.tick(b.at), b.tick_from);
    EXPECT_EQ(grid.next_up(below), b.at);
    EXPECT_NEAR(grid.next_up(b.at) - b.at, b.tick_from, b.tick_from * 1e-9);
    EXPECT_EQ(grid.next_down(grid.next_up(b.at)), b.at);
    EXPECT_TRUE(grid.is_on_grid(b.at) && grid.is_on_grid(below));
  }
}

PriceGrid stocks(Board board, TradingDay day) { return krx_grid(board, Instrument::kStock, day); }

TEST(PriceGrid, stock_ticks_change_at_every_boundary_of_both_tables) {
  for (const Board board : {Board::kKospi, Board::kKosdaq, Board::kKonex}) {
    expect_boundaries(stocks(board, 20230125), {{2000, 1, 5}, {5000, 5, 10}, {20000, 10, 50}, {50000, 50, 100}, {200000, 100, 500}, {500000, 500, 1000}}, "2023");
  }
  expect_boundaries(stocks(Board::kKospi, 20230124), {{1000, 1, 5}, {5000, 5, 10}, {10000, 10, 50}, {50000, 50, 100}, {100000, 100, 500}, {500000, 500, 1000}}, "KOSPI");
  expect_boundaries(stocks(Board::kKosdaq, 20230124), {{1000, 1, 5}, {5000, 5, 10}, {10000, 10, 50}, {50000, 50, 100}}, "KOSDAQ");
  EXPECT_EQ(stocks(Board::kKosdaq, 20230124).tick(700000), 100);
}

TEST(PriceGrid, stepping_follows_the_examples_of_the_rules) {
  const PriceGrid grid = stocks(Board::kKospi, 20240102);
  EXPECT_EQ(grid.next_up(1999), 2000);
  EXPECT_EQ(grid.next_up(2000), 2005);
  EXPECT_EQ(grid.next_down(2000), 1999);
  EXPECT_EQ(grid.next_down(5000), 4995);
  EXPECT_EQ(grid.next_down(20000), 19990);
  EXPECT_EQ(grid.next_down(50000), 49950);
  EXPECT_EQ(grid.next_down(200000), 199900);
  EXPECT_EQ(grid.next_down(500000), 499500);
  EXPECT_EQ(grid.next_down(1), 0);
  EXPECT_EQ(grid.next_down(0), 0);
}

TEST(PriceGrid, prices_between_ticks_are_accepted_and_rounded_only_on_demand) {
  const PriceGrid grid = stocks(Board::kKospi, 20260302);
  for (const auto& [price, below, above] : {std::tuple{2356500.0, 2356000.0, 2357000.0}, std::tuple{277750.0, 277500.0, 278000.0},
                                            std::tuple{100850.0, 100800.0, 100900.0}, std::tuple{17962.5, 17960.0, 17970.0}}) {
    EXPECT_FALSE(grid.is_on_grid(price));
    EXPECT_EQ(grid.cut(price), below);
    EXPECT_EQ(grid.raise(price), above);
    EXPECT_EQ(grid.next_up(price), above);
    EXPECT_EQ(grid.next_down(price), below);
  }
}

TEST(PriceGrid, funds_have_their_own_ticks) {
  for (const Instrument fund : {Instrument::kEtf, Instrument::kEtn}) {
    EXPECT_EQ(krx_grid(Board::kKospi, fund, 20231207).tick(1500), 5);
    expect_boundaries(krx_grid(Board::kKospi, fund, 20231218), {{2000, 1, 5}}, "fund");
    EXPECT_EQ(krx_grid(Board::kKospi, fund, 20240102).tick(900000), 5);
  }
  EXPECT_EQ(krx_grid(Board::kKospi, Instrument::kEtf, 20231212, {.etf_one_won_from = 20231218}).tick(1500), 5);
  EXPECT_EQ(krx_grid(Board::kKospi, Instrument::kElw, 20240102).tick(120), 5);
}

TEST(PriceGrid, upbit_ticks_change_at_every_boundary_of_the_three_tables) {
  expect_boundaries(upbit_grid("KRW-BTC", 20240128),
                    {{2e6, 500, 1000}, {1e6, 100, 500}, {5e5, 50, 100}, {1e5, 10, 50}, {1e4, 5, 10}, {1000, 1, 5}, {100, 0.1, 1},
                     {10, 0.01, 0.1}, {1, 0.001, 0.01}, {0.1, 0.0001, 0.001}}, "before 2024-01-29");
  expect_boundaries(upbit_grid("KRW-BTC", 20240129),
                    {{2e6, 500, 1000}, {1e6, 100, 500}, {5e5, 50, 100}, {1e5, 10, 50}, {1e4, 1, 10}, {1000, 0.1, 1}, {100, 0.01, 0.1},
                     {10, 0.001, 0.01}, {1, 0.0001, 0.001}, {0.1, 0.00001, 0.0001}, {0.01, 0.000001, 0.00001},
                     {0.001, 0.0000001, 0.000001}, {0.0001, 0.00000001, 0.0000001}}, "2024-01-29");
  const auto latest = {Boundary{1e6, 500, 1000}, {5e5, 100, 500}, {1e5, 50, 100}, {5e4, 10, 50}, {1e4, 5, 10}, {5000, 1, 5}, {100, 0.1, 1},
                       {10, 0.01, 0.1}, {1, 0.001, 0.01}, {0.1, 0.0001, 0.001}, {0.01, 0.00001, 0.0001}, {0.001, 0.000001, 0.00001},
                       {0.0001, 0.0000001, 0.000001}, {0.00001, 0.00000001, 0.0000001}};
  expect_boundaries(upbit_grid("KRW-BTC", 20250731), latest, "2025-07-31");
  EXPECT_EQ(upbit_grid("KRW-BTC", 20250730).tick(1500000), 500);
  EXPECT_EQ(upbit_grid("KRW-BTC", 20250731).tick(1500000), 1000);
  EXPECT_EQ(upbit_grid("KRW-BTC", 20250731).tick(150000000), 1000);
}

TEST(PriceGrid, some_coins_had_their_own_tick_for_a_while) {
  EXPECT_EQ(upbit_grid("KRW-ADA", 20241013).tick(500), 0.1);
  EXPECT_EQ(upbit_grid("KRW-ADA", 20241014).tick(500), 1);
  EXPECT_EQ(upbit_grid("ADA", 20241014).tick(99), 0.01);
  EXPECT_EQ(upbit_grid("KRW-XRP", 20241014).tick(500), 0.1);
  EXPECT_EQ(upbit_grid("KRW-USDT", 20250320).tick(1450), 1);
  EXPECT_EQ(upbit_grid("KRW-USDT", 20250321).tick(1450), 0.5);
  EXPECT_EQ(upbit_grid("KRW-USDT", 20250731).tick(1450), 1);
  EXPECT_EQ(upbit_grid("KRW-USDT", 20250731, {.upbit_stablecoin_half_won_until = 20991231}).tick(1450), 0.5);
}

TEST(PriceGrid, decimal_ticks_give_the_nearest_double_of_the_decimal) {
  const PriceGrid grid = upbit_grid("KRW-DOGE", 20240601);
  double price = 100;
  for (int i = 1; i <= 1000; ++i) {
    price = grid.next_up(price);
    EXPECT_EQ(price, (1000 + i) / 10.0);
  }
  for (int i = 999; i >= 0; --i) {
    price = grid.next_down(price);
    EXPECT_EQ(price, (1000 + i) / 10.0);
  }
}

TEST(PriceGrid, the_references_tick_function_compares_the_index_as_it_stands) {
  EXPECT_EQ(reference_tick_size(false, 1500, 20230124235959), 5);
  EXPECT_EQ(reference_tick_size(false, 1500, 20230125090000), 1);
  EXPECT_EQ(reference_tick_size(false, 1500, 202401020900), 5);  // minute key: always the old table
  EXPECT_EQ(reference_tick_size(true, 120000, 20220103090000), 100);
  EXPECT_EQ(reference_tick_size(false, 120000, 20220103090000), 500);
  EXPECT_EQ(reference_upbit_tick_size(0.005), 0.0001);
  EXPECT_EQ(reference_upbit_tick_size(0.05), 0.001);
  EXPECT_EQ(reference_upbit_tick_size(50000), 10);
  EXPECT_EQ(reference_upbit_tick_size(3e6), 1000);
}

}  // namespace
}  // namespace stom::market
