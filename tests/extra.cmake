# tests/text/FOLDER/*.case: what a user has, types and must see; one ctest entry each.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
if(TARGET stom)
  file(GLOB_RECURSE cases CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/text/*.case)
  foreach(case ${cases})
    file(RELATIVE_PATH name ${CMAKE_CURRENT_SOURCE_DIR}/text ${case})
    string(REGEX REPLACE "\\.case$" "" name ${name})
    add_test(NAME text/${name} COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/text/run.py $<TARGET_FILE:stom> ${case})
    set_tests_properties(text/${name} PROPERTIES SKIP_RETURN_CODE 77)
  endforeach()
  # A study killed at twenty moments and resumed ends as an undisturbed one.
  add_test(NAME study/kill_and_resume COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/study/kill_and_resume.py $<TARGET_FILE:stom>)
  # The running platform as a user meets it: up, status, log, down, and what happens when something is killed.
  add_test(NAME text/up/platform COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/text/up/platform.py $<TARGET_FILE:stom>)
endif()
# The exchange in a box is spoken to by the clients of net.
if(TARGET test_sim)
  target_link_libraries(test_sim PRIVATE stom_net)
endif()
if(TARGET stom-sim)
  add_test(NAME sim/program COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/sim/program.py $<TARGET_FILE:stom-sim>)
endif()
if(TARGET stom AND TARGET stom-sim)
  # Paper sessions at the exchange in a box give the signals and trades that a back-test of their rows gives.
  function(stom_session name script)
    add_test(NAME session/${name} COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/session/${script} $<TARGET_FILE:stom> ${ARGN})
    set_tests_properties(session/${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)
  endfunction()
  stom_session(same_as_backtest/upbit_tick same_as_backtest.py upbit tick --seed 1)
  stom_session(same_as_backtest/binance_tick_limit same_as_backtest.py binance tick --seed 2)
  stom_session(same_as_backtest/binance_tick_realistic same_as_backtest.py binance tick --seed 3 --fills realistic)
  stom_session(same_as_backtest/upbit_minute same_as_backtest.py upbit min --seed 1)
  stom_session(same_as_backtest/binance_minute same_as_backtest.py binance min --seed 1)
  stom_session(same_as_backtest/upbit_tick_figures same_as_backtest.py upbit tick --texts figures --seed 8 --symbols 14)
  stom_session(same_as_backtest/binance_minute_vars same_as_backtest.py binance min --texts vars --seed 9)
  stom_session(same_as_backtest/binance_tick_errors same_as_backtest.py binance tick --texts errors --seed 13)
  stom_session(rows_rebuilt/upbit_tick rows_rebuilt.py upbit tick --symbols 14)
  stom_session(rows_rebuilt/binance_tick rows_rebuilt.py binance tick)
  stom_session(rows_rebuilt/upbit_minute rows_rebuilt.py upbit min --rows 8)
  stom_session(rows_rebuilt/binance_minute rows_rebuilt.py binance min --rows 8)
  # Everything is killed: the exchange cancels the open entries.
  stom_session(dead_man dead_man.py)
  # One platform receives, another takes its rows.
  stom_session(share share.py)
  # Real orders at a box that misbehaves, roles killed at random: 20 seeds here, 200 before a release (scripts/hostile.sh).
  # A full disk, a read-only one, writers killed in the middle of a batch.
  stom_session(storage_faults storage_faults.py)
  stom_session(hostile hostile.py --seeds 1-20 --jobs 4 --seconds 6)
endif()
