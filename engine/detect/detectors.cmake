# Detectors are data (rules/detectors/*.yaml); the build puts them into the program, so that it runs
# from anywhere.
file(GLOB detector_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rules/detectors/*.yaml)
set(detector_source ${PROJECT_BINARY_DIR}/detectors/detector_files.c)
set(detector_embed ${PROJECT_SOURCE_DIR}/engine/detect/embed/embed.cmake)
list(JOIN detector_files "|" detector_list)

file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/detectors)
add_custom_command(
  OUTPUT ${detector_source}
  COMMAND ${CMAKE_COMMAND} -DOUT=${detector_source} "-DFILES=${detector_list}" -P ${detector_embed}
  DEPENDS ${detector_embed} ${detector_files}
  COMMENT "Embedding the detectors of rules/detectors"
  VERBATIM)
target_sources(pgm_detect PRIVATE ${detector_source})
