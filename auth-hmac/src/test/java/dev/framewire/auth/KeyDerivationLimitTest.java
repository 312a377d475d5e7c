package dev.framewire.auth;

import static dev.framewire.testtools.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyDerivationLimitTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Holds one of the running places until it is let go. */
    private final class Holder {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final Future<String> result;

        Holder(KeyDerivationLimit limit) throws InterruptedException {
            result = threads.submit(() -> limit.run(() -> {
                begun.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    throw new IOException("the test is over", e);
                }
                return "key";
            }));
            begun.await();
        }
    }

    private static void refused(AuthException.Kind kind, Callable<?> work) {
        assertThatThrownBy(work::call)
                .isInstanceOfSatisfying(
                        AuthException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void soManyRunSoManyWaitAndTheRestIsRefused() throws Exception {
        KeyDerivationLimit limit = KeyDerivationLimit.of(2, 1, Meeting.AMPLE);
        Holder first = new Holder(limit);
        Holder second = new Holder(limit);
        Future<String> waiting = threads.submit(() -> limit.run(() -> "third"));
        patiently().until(() -> limit.waiting() == 1);
        refused(AuthException.Kind.LIMIT, () -> limit.run(() -> "fourth"));
        assertThat(waiting.isDone()).isFalse();
        first.letGo.countDown();
        assertThat(waiting.get()).isEqualTo("third");
        assertThat(limit.run(() -> "fifth")).isEqualTo("fifth");
        second.letGo.countDown();
        assertThat(second.result.get()).isEqualTo("key");
    }

    @Test
    void neverMoreThanItsNumberRunAtOnce() throws Exception {
        KeyDerivationLimit limit = KeyDerivationLimit.of(3, 100, Meeting.AMPLE);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(threads.submit(() -> limit.run(() -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                ScramVerifier.derive("pencil".toCharArray(), 4096, new ScramLimits(4096, 4096));
                return now.decrementAndGet();
            })));
        }
        for (Future<Integer> one : all) {
            one.get();
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(limit.waiting()).isZero();
    }

    @Test
    void whoWaitsTooLongIsRefusedAndLeavesItsPlace() throws Exception {
        KeyDerivationLimit limit = KeyDerivationLimit.of(1, 1, Duration.ofMillis(10));
        Holder holder = new Holder(limit);
        for (int i = 0; i < 3; i++) {
            refused(AuthException.Kind.LIMIT, () -> limit.run(() -> "late"));
        }
        refused(AuthException.Kind.LIMIT, () -> limit.run(-1, () -> "late already"));
        holder.letGo.countDown();
        holder.result.get();
        assertThat(limit.run(() -> "in time")).isEqualTo("in time");
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        KeyDerivationLimit limit = KeyDerivationLimit.of(1, 1, Meeting.AMPLE);
        Holder holder = new Holder(limit);
        AtomicReference<Thread> waiter = new AtomicReference<>();
        Future<Boolean> flagStaysSet = threads.submit(() -> {
            waiter.set(Thread.currentThread());
            refused(AuthException.Kind.CANCELLED, () -> limit.run(() -> "never"));
            return Thread.interrupted();
        });
        patiently().until(() -> limit.waiting() == 1);
        waiter.get().interrupt();
        assertThat(flagStaysSet.get()).isTrue();
        holder.letGo.countDown();
        holder.result.get();
        assertThat(limit.run(() -> "next")).isEqualTo("next");
    }

    @Test
    void anInterruptEndsADerivationAndGivesItsPlaceBack() throws Exception {
        KeyDerivationLimit limit = KeyDerivationLimit.of(1, 0, Meeting.AMPLE);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Thread> worker = new AtomicReference<>();
        Future<?> derivation = threads.submit(() -> {
            worker.set(Thread.currentThread());
            return limit.run(() -> {
                begun.countDown();
                // minutes of work, were it not stopped
                return ScramVerifier.derive(
                        "pencil".toCharArray(),
                        ScramLimits.CEILING_ITERATIONS,
                        new ScramLimits(ScramLimits.FLOOR_ITERATIONS, ScramLimits.CEILING_ITERATIONS));
            });
        });
        begun.await();
        worker.get().interrupt();
        assertThatThrownBy(derivation::get).hasCauseInstanceOf(CancellationException.class);
        assertThat(limit.run(() -> "next")).isEqualTo("next");
    }

    @Test
    void aFailureGivesItsPlaceBackAndPassesThrough() throws Exception {
        KeyDerivationLimit limit = KeyDerivationLimit.of(1, 0, Meeting.AMPLE);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> limit.run(() -> {
                        throw new IOException("no such file");
                    }))
                    .hasMessage("no such file");
            assertThatThrownBy(() -> limit.run(() -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }
        assertThat(limit.run(() -> "next")).isEqualTo("next");
    }

    @Test
    void aLoginWaitsNoLongerThanItsOwnDeadline() throws Exception {
        KeyDerivationLimit limit = KeyDerivationLimit.of(1, 10, Meeting.AMPLE);
        Holder holder = new Holder(limit);
        ScramLimits low = new ScramLimits(4096, 4096);
        ScramServer.Config users = ScramTest.config(
                Map.of("alice", ScramVerifier.derive("pencil".toCharArray(), 4096, low)), Map.of(4096, 1));
        try (Meeting meeting = new Meeting()) {
            LoginClient login = LoginClient.withPassword("alice", "pencil".toCharArray())
                    .limits(low)
                    .derivations(limit)
                    .watchdog(meeting.watchdog);
            LoginServer server = LoginServer.with(users).deadline(Meeting.AMPLE).watchdog(meeting.watchdog);
            Meeting.Side serving =
                    t -> server.accept(Suites.NOISE_NX.server(meeting.options).meet(t));
            Meeting.Outcomes late = meeting.run(
                    Wire.patient(),
                    t -> login.deadline(Duration.ofMillis(50))
                            .login(Suites.NOISE_NX.client(meeting.options).meet(t)),
                    serving);
            assertThat(late.client().kind()).isIn(AuthException.Kind.LIMIT, AuthException.Kind.TIMEOUT);
            holder.letGo.countDown();
            holder.result.get();
            Meeting.Outcomes inTime = meeting.run(
                    Wire.honest(),
                    t -> login.deadline(Meeting.AMPLE)
                            .login(Suites.NOISE_NX.client(meeting.options).meet(t)),
                    serving);
            assertThat(inTime.client().failure()).isNull();
        }
    }

    @Test
    void aLoginIsBoundedUnlessToldOtherwiseAndItsCopiesShareTheBound() throws Exception {
        LoginClient login = LoginClient.withPassword("alice", "pencil".toCharArray());
        KeyDerivationLimit limit = (KeyDerivationLimit) WipeTest.field(login, "derivations");
        for (LoginClient copy : List.of(
                login.deadline(Meeting.AMPLE),
                login.limits(new ScramLimits(4096, 4096)),
                login.deadline(Duration.ofDays(1)))) {
            assertThat(WipeTest.field(copy, "derivations")).isSameAs(limit);
        }
        KeyDerivationLimit own = KeyDerivationLimit.create();
        assertThat(WipeTest.field(login.derivations(own), "derivations")).isSameAs(own);
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(limit).hasToString("KeyDerivationLimit[free " + processors + ", waiting 0]");
        Semaphore places = (Semaphore) WipeTest.field(limit, "places");
        assertThat(places.availablePermits()).isEqualTo(processors + KeyDerivationLimit.DEFAULT_WAITING);
    }

    @Test
    void aLoginPutsItsDerivationThroughItsBound() throws Exception {
        KeyDerivationLimit full = KeyDerivationLimit.of(1, 0, Meeting.AMPLE);
        Holder holder = new Holder(full);
        ScramLimits low = new ScramLimits(4096, 4096);
        ScramServer.Config users = ScramTest.config(
                Map.of("alice", ScramVerifier.derive("pencil".toCharArray(), 4096, low)), Map.of(4096, 1));
        try (Meeting meeting = new Meeting()) {
            Meeting.Outcomes outcomes = meeting.run(
                    Wire.honest(),
                    t -> LoginClient.withPassword("alice", "pencil".toCharArray())
                            .limits(low)
                            .derivations(full)
                            .deadline(Meeting.AMPLE)
                            .watchdog(meeting.watchdog)
                            .login(Suites.NOISE_NX.client(meeting.options).meet(t)),
                    t -> LoginServer.with(users)
                            .deadline(Meeting.AMPLE)
                            .watchdog(meeting.watchdog)
                            .accept(Suites.NOISE_NX.server(meeting.options).meet(t)));
            assertThat(outcomes.client().kind()).isEqualTo(AuthException.Kind.LIMIT);
            assertThat(outcomes.server().session()).isNull();
        }
        holder.letGo.countDown();
        holder.result.get();
    }

    @Test
    void numbersOutOfRangeAreTheCallersMistake() {
        assertThatThrownBy(() -> KeyDerivationLimit.of(0, 1, Meeting.AMPLE)).hasMessageContaining("0");
        assertThatThrownBy(() -> KeyDerivationLimit.of(1025, 1, Meeting.AMPLE)).hasMessageContaining("1025");
        assertThatThrownBy(() -> KeyDerivationLimit.of(1, -1, Meeting.AMPLE)).hasMessageContaining("-1");
        assertThatThrownBy(() -> KeyDerivationLimit.of(1, 100_001, Meeting.AMPLE))
                .hasMessageContaining("100001");
        assertThatThrownBy(() -> KeyDerivationLimit.of(1, 1, Duration.ZERO)).hasMessageContaining("patience");
    }
}
