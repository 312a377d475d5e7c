package dev.framewire.transfer;

import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What a {@link FileStore} is opened with besides its folder and disk. Applications say the limits; the rest is for tests to say.
 *
 * @param limits of each owner
 * @param nowMillis the clock that dates partials, in milliseconds since 1970
 * @param hashers makes what digests the chunks of content that is cut so
 * @param leastRememberedBytes the smallest file whose digests are remembered
 */
record StoreSettings(
        OwnerLimits limits,
        LongSupplier nowMillis,
        Function<Geometry, ChunkHasher> hashers,
        long leastRememberedBytes) {
    static StoreSettings defaults() {
        return new StoreSettings(
                OwnerLimits.defaults(), System::currentTimeMillis, ChunkHasher::of, FileStore.MIN_MANIFEST_FILE_BYTES);
    }

    StoreSettings with(OwnerLimits others) {
        return new StoreSettings(others, nowMillis, hashers, leastRememberedBytes);
    }

    StoreSettings at(LongSupplier clockMillis) {
        return new StoreSettings(limits, clockMillis, hashers, leastRememberedBytes);
    }

    StoreSettings hashingBy(Function<Geometry, ChunkHasher> others) {
        return new StoreSettings(limits, nowMillis, others, leastRememberedBytes);
    }

    StoreSettings rememberingFrom(long leastBytes) {
        return new StoreSettings(limits, nowMillis, hashers, leastBytes);
    }
}
