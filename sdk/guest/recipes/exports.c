// The exports of a volume driver whose functions are written in another language.
#define VOLUME_EXPORTS
#include "generated/volume.h"
