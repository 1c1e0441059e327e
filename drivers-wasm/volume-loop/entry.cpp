// The entry of volume-loop: it holds the exports, and the one driver that serves them.
#define VOLUME_EXPORTS
#define VOLUME_OFFERS_GET_STATS
#define VOLUME_OFFERS_EXPORT_VOLUME
#define VOLUME_OFFERS_UNEXPORT_VOLUME
#define VOLUME_OFFERS_PLAN_CHANGE
#include "loop-volumes.hpp"

volume::Driver &volume::driver() {
  static LoopVolumes volumes;
  return volumes;
}
