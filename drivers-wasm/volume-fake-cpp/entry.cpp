// The entry of volume-fake-cpp: it holds the exports, and the one driver that serves them.
#define VOLUME_EXPORTS
#define VOLUME_OFFERS_GET_STATS
#include "volumes.hpp"

volume::Driver &volume::driver() {
  static MemoryVolumes volumes;
  return volumes;
}
