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
# The gateway is tested on the scripted TLS server of the net tests, and on the exchange in a box.
if(TARGET test_gateway)
  target_sources(test_gateway PRIVATE ${CMAKE_CURRENT_LIST_DIR}/net/test_server.cpp ${CMAKE_CURRENT_LIST_DIR}/net/certificates.cpp)
  target_link_libraries(test_gateway PRIVATE stom_sim)
endif()
# The exchange in a box is spoken to by the clients of net.
if(TARGET test_sim)
  target_link_libraries(test_sim PRIVATE stom_net)
endif()
