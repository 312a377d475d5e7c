package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScramTest {
    private static final VectorFile RFC7677 = VectorFile.load("rfc7677/login.txt");
    private static final ScramLimits LOW = new ScramLimits(4096, 2_000_000);
    private static final ChannelBinding HERE = new ChannelBinding(ChannelBinding.NOISE, Suites.bytes(1, 32));
    private static final ChannelBinding ELSEWHERE = new ChannelBinding(ChannelBinding.NOISE, Suites.bytes(2, 32));
    private static final byte[] SECRET = Suites.bytes(7, 32);
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final ScramVerifier VERIFIER = ScramVerifier.derive(
            "pencil".toCharArray(), 4096, Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
    private static final ScramServer.Config USERS = config(Map.of("user", VERIFIER), Map.of(4096, 1));

    // --- what a client must refuse -------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"i=0", "i=1", "i=99999", "i=2000001", "i=2147483648", "i=4294967296", "i=9999999999"})
    void clientRefusesIterationCountsOutsideTheWindow(String iterations) {
        ScramClient client = client(null, ScramLimits.defaults());
        client.clientFirst();
        String first = "r=" + CLIENT_NONCE + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==," + iterations;
        assertThat(failure(() -> client.clientFinal(bytes(first))).kind())
                .isIn(AuthException.Kind.LIMIT, AuthException.Kind.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "MALFORMED r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "MALFORMED r=rOprNGfwEbeRWgbNEkqOshort,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "MALFORMED r=xOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "MALFORMED r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj),s=W22ZaJ0SNY7soEsUEjb6gQ,i=4096",
                "MALFORMED r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj),s=W22ZaJ0SNY7soEsUEjb6gR==,i=4096",
                "MALFORMED r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=04096",
                "MALFORMED r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-1",
                "MALFORMED r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj),i=4096,s=W22ZaJ0SNY7soEsUEjb6gQ==",
                "MALFORMED r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,",
                "MALFORMED nonsense",
                "LIMIT r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj),s=c2hvcnQ=,i=4096",
                "UNSUPPORTED m=x,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
            })
    void clientRefusesServerFirst(AuthException.Kind kind, String message) {
        ScramClient client = client(null, LOW);
        client.clientFirst();
        assertThat(failure(() -> client.clientFinal(bytes(message))).kind()).isEqualTo(kind);
        assertThatThrownBy(() -> client.clientFinal(bytes(message))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void clientRefusesAServerThatDoesNotKnowTheVerifier() throws Exception {
        ScramClient client = client(HERE, LOW);
        ScramServer server = server(HERE);
        server.serverFinal(client.clientFinal(server.serverFirst(client.clientFirst())));
        byte[] forged = bytes("v=" + Base64.getEncoder().encodeToString(new byte[32]));
        assertThat(failure(() -> client.verify(forged)).kind()).isEqualTo(AuthException.Kind.SERVER);
    }

    @Test
    void clientReportsARefusal() throws Exception {
        ScramClient client = client(HERE, LOW);
        client.clientFinal(server(HERE).serverFirst(client.clientFirst()));
        assertThat(failure(() -> client.verify(bytes("e=other-error"))).kind()).isEqualTo(AuthException.Kind.REFUSED);
    }

    @Test
    void clientStopsWhenInterruptedAndKeepsTheFlag() throws Exception {
        ScramClient client = client(HERE, LOW);
        byte[] first = server(HERE).serverFirst(client.clientFirst());
        Thread.currentThread().interrupt();
        AuthException failure = failure(() -> client.clientFinal(first));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.kind()).isEqualTo(AuthException.Kind.CANCELLED);
    }

    // --- what a server must refuse -------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "CHANNEL_BINDING n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
                "CHANNEL_BINDING y,,n=user,r=rOprNGfwEbeRWgbNEkqO",
                "CHANNEL_BINDING p=tls-exporter,,n=user,r=rOprNGfwEbeRWgbNEkqO",
                "MALFORMED x,,n=user,r=rOprNGfwEbeRWgbNEkqO",
                "UNSUPPORTED p=framewire-noise,a=root,n=user,r=rOprNGfwEbeRWgbNEkqO",
                "UNSUPPORTED p=framewire-noise,,m=1,n=user,r=rOprNGfwEbeRWgbNEkqO",
                "UNSUPPORTED p=framewire-noise,,n=user,r=rOprNGfwEbeRWgbNEkqO,m=1",
                "MALFORMED p=framewire-noise,,n=,r=rOprNGfwEbeRWgbNEkqO",
                "MALFORMED p=framewire-noise,,n=us=er,r=rOprNGfwEbeRWgbNEkqO",
                "MALFORMED p=framewire-noise,,n=us=2cer,r=rOprNGfwEbeRWgbNEkqO",
                "MALFORMED p=framewire-noise,,n=user,r=short",
                "MALFORMED p=framewire-noise,,n=user",
                "MALFORMED p=framewire-noise,,n=us\u0007er,r=rOprNGfwEbeRWgbNEkqO",
                "MALFORMED p=framewire-noise,,n=user,r=rOprNGfwEbe\u007fWgbNEkqO",
                "MALFORMED p=framewire-noise,,n=user,r=rOprNGfwEbeRWgbNEkqO,7=x"
            })
    void serverRefusesClientFirst(AuthException.Kind kind, String message) {
        assertThat(failure(() -> server(HERE).serverFirst(bytes(message))).kind())
                .isEqualTo(kind);
    }

    @Test
    void serverRefusesWhatIsNotUtf8AndWhatIsTooLong() {
        byte[] broken = bytes("p=framewire-noise,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        broken[22] = (byte) 0xc0;
        assertThat(failure(() -> server(HERE).serverFirst(broken)).kind()).isEqualTo(AuthException.Kind.MALFORMED);
        assertThat(failure(() -> server(HERE).serverFirst(new byte[1025])).kind())
                .isEqualTo(AuthException.Kind.LIMIT);
    }

    @Test
    void loginOfAnotherChannelIsRefused() throws Exception {
        ScramClient client = client(ELSEWHERE, LOW);
        ScramServer server = server(HERE);
        byte[] message = client.clientFinal(server.serverFirst(client.clientFirst()));
        assertThat(failure(() -> server.serverFinal(message)).kind()).isEqualTo(AuthException.Kind.CHANNEL_BINDING);
    }

    @Test
    void serverComparesTheWholeNonce() throws Exception {
        // The server's half alone, the client's half alone, and ours with one more character (CVE-2024-56128).
        for (String nonce :
                List.of(SERVER_NONCE, CLIENT_NONCE, CLIENT_NONCE + SERVER_NONCE + "x", SERVER_NONCE + CLIENT_NONCE)) {
            ScramServer server = server(null);
            server.serverFirst(bytes("n,,n=user,r=" + CLIENT_NONCE));
            String message = "c=biws,r=" + nonce + ",p=" + "A".repeat(43) + "=";
            assertThat(failure(() -> server.serverFinal(bytes(message))).kind())
                    .isEqualTo(AuthException.Kind.MALFORMED);
        }
    }

    @Test
    void anyBitOfTheProofFlippedFails() throws Exception {
        for (int bit = 0; bit < 256; bit++) {
            ScramServer server = server(null);
            server.serverFirst(bytes("n,,n=user,r=" + CLIENT_NONCE));
            String good = RFC7677.text("clientFinal");
            int at = good.indexOf(",p=") + 3;
            byte[] proof = Base64.getDecoder().decode(good.substring(at));
            proof[bit / 8] ^= (byte) (1 << (bit % 8));
            String bad = good.substring(0, at) + Base64.getEncoder().encodeToString(proof);
            assertThat(failure(() -> server.serverFinal(bytes(bad))).kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
            assertThatThrownBy(server::user).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void stepsOutOfOrderAreTheCallersFault() {
        assertThatThrownBy(() -> server(HERE).serverFinal(new byte[0])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> client(HERE, LOW).verify(new byte[0])).isInstanceOf(IllegalStateException.class);
        ScramClient closed = client(HERE, LOW);
        closed.close();
        assertThatThrownBy(closed::clientFirst).isInstanceOf(IllegalStateException.class);
    }

    // --- users that do not exist ---------------------------------------------------------------------------------

    @Test
    void unknownUserLooksLikeAKnownOneAndFailsLikeAWrongPassword() throws Exception {
        String known = exchangeFirst("user");
        String unknown = exchangeFirst("nobody");
        assertThat(unknown).hasSameSizeAs(known).matches("r=\\S+,s=\\S{24},i=4096");
        assertThat(exchangeFirst("nobody")).isEqualTo(unknown);
        assertThat(exchangeFirst("nobody2")).isNotEqualTo(unknown);

        AuthException noUser = failure(() -> login("nobody", "pencil"));
        AuthException wrong = failure(() -> login("user", "pencils"));
        assertThat(noUser.kind()).isEqualTo(wrong.kind()).isEqualTo(AuthException.Kind.CREDENTIALS);
        assertThat(noUser).hasMessage(wrong.getMessage());
    }

    @Test
    void unknownUsersHaveTheIterationCountsOfTheStore() {
        ScramServer.Config config = config(Map.of(), Map.of(4096, 700, 100_000, 200, 600_000, 100));
        Map<Integer, Integer> seen = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            seen.merge(config.simulate("user" + i).iterations(), 1, Integer::sum);
        }
        assertThat(seen).containsOnlyKeys(4096, 100_000, 600_000);
        assertThat(seen.get(4096)).isBetween(6_700, 7_300);
        assertThat(seen.get(100_000)).isBetween(1_800, 2_200);
    }

    @Test
    void countThatMovesWithTheStoreBringsANewSaltAsANewPasswordWould() {
        ScramServer.Config before = config(Map.of(), Map.of(4096, 50, 100_000, 50));
        ScramServer.Config after = config(Map.of(), Map.of(4096, 60, 100_000, 50));
        int moved = 0;
        for (int i = 0; i < 1_000; i++) {
            ScramVerifier a = before.simulate("user" + i);
            ScramVerifier b = after.simulate("user" + i);
            boolean same = a.iterations() == b.iterations();
            assertThat(Secrets.equal(a.salt(), b.salt())).isEqualTo(same);
            moved += same ? 0 : 1;
        }
        assertThat(moved).isLessThan(100);
    }

    @Test
    void emptyStoreShowsTheDefaultCount() {
        assertThat(config(Map.of(), Map.of()).simulate("x").iterations()).isEqualTo(600_000);
    }

    // --- what must work ------------------------------------------------------------------------------------------

    @Test
    void exchangeOfRfc7677ByteForByte() throws Exception {
        ScramClient client = client(null, LOW);
        ScramServer server = server(null);
        byte[] clientFirst = client.clientFirst();
        assertThat(text(clientFirst)).isEqualTo(RFC7677.text("clientFirst"));
        byte[] serverFirst = server.serverFirst(clientFirst);
        assertThat(text(serverFirst)).isEqualTo(RFC7677.text("serverFirst"));
        byte[] clientFinal = client.clientFinal(serverFirst);
        assertThat(text(clientFinal)).isEqualTo(RFC7677.text("clientFinal"));
        byte[] serverFinal = server.serverFinal(clientFinal);
        assertThat(text(serverFinal)).isEqualTo(RFC7677.text("serverFinal"));
        client.verify(serverFinal);
        assertThat(server.user()).isEqualTo("user");
    }

    @Test
    void verifierOfRfc7677() {
        String text = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$" + RFC7677.text("storedKey") + ":"
                + RFC7677.text("serverKey");
        assertThat(VERIFIER.encoded()).isEqualTo(text);
        assertThat(ScramVerifier.parse(text).encoded()).isEqualTo(text);
    }

    @Test
    void namesWithCommasEqualSignsAndOtherScripts() throws Exception {
        for (String name : List.of("a,b=c", "=2C", "\u7528\u6237", "\uff41lice", "e\u0301ve")) {
            String stored = SaslPrep.prepare(name);
            ScramServer.Config users = config(Map.of(stored, VERIFIER), Map.of(4096, 1));
            ScramServer server = new ScramServer(List.of(HERE), users, SERVER_NONCE);
            ScramClient client =
                    new ScramClient(HERE, name, "pencil".toCharArray(), LOW, CLIENT_NONCE, Pbkdf2.UNCANCELLED);
            client.verify(server.serverFinal(client.clientFinal(server.serverFirst(client.clientFirst()))));
            assertThat(server.user()).isEqualTo(stored);
        }
    }

    @Test
    void unknownExtensionsAreIgnoredButProven() throws Exception {
        ScramServer server = server(null);
        assertThat(text(server.serverFirst(bytes(RFC7677.text("clientFirst") + ",x=1"))))
                .isEqualTo(RFC7677.text("serverFirst"));
        assertThat(failure(() -> server.serverFinal(bytes(RFC7677.text("clientFinal"))))
                        .kind())
                .isEqualTo(AuthException.Kind.CREDENTIALS);
    }

    @Test
    void everyExchangeHasItsOwnNonces() {
        Set<String> nonces = new HashSet<>();
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 1_000; i++) {
            String nonce = ScramText.newNonce(random);
            assertThat(nonce).hasSize(32);
            assertThat(nonces.add(nonce)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==",
                "SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$4095:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$99999999999:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$4096:c2hvcnQ=$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4q=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$c2hvcnQ=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU= "
            })
    void verifierTextsThatAreRefused(String text) {
        assertThatThrownBy(() -> ScramVerifier.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deriveRefusesCountsAndPasswordsOutOfRange() {
        assertThatThrownBy(() -> ScramVerifier.derive("x".toCharArray(), 99_999))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("99999");
        assertThatThrownBy(() -> ScramVerifier.derive(new char[0], 100_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScramVerifier.derive("x".repeat(1025).toCharArray(), 100_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ScramLimits(4095, 5000)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textsOfObjectsHideTheirSecrets() {
        assertThat(VERIFIER).hasToString("ScramVerifier[iterations=4096, redacted]");
        assertThat(client(HERE, LOW)).hasToString("ScramClient[START]");
        assertThat(USERS).hasToString("ScramServer.Config[redacted]");
    }

    @Test
    void shortServerSecretIsRefused() {
        assertThatThrownBy(() -> ScramServer.Config.of(user -> Optional.empty(), new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String exchangeFirst(String user) throws AuthException {
        return text(server(HERE).serverFirst(bytes("p=framewire-noise,,n=" + user + ",r=" + CLIENT_NONCE)));
    }

    private static void login(String user, String password) throws AuthException {
        ScramServer server = server(HERE);
        ScramClient client = new ScramClient(HERE, user, password.toCharArray(), LOW, CLIENT_NONCE, Pbkdf2.UNCANCELLED);
        client.verify(server.serverFinal(client.clientFinal(server.serverFirst(client.clientFirst()))));
    }

    static ScramServer.Config config(Map<String, ScramVerifier> users, Map<Integer, Integer> counts) {
        ScramUsers store = new ScramUsers() {
            @Override
            public Optional<ScramVerifier> find(String user) {
                return Optional.ofNullable(users.get(user));
            }

            @Override
            public Map<Integer, Integer> iterationCounts() {
                return counts;
            }
        };
        return ScramServer.Config.of(store, SECRET);
    }

    private static ScramClient client(@Nullable ChannelBinding binding, ScramLimits limits) {
        return new ScramClient(binding, "user", "pencil".toCharArray(), limits, CLIENT_NONCE, Pbkdf2.UNCANCELLED);
    }

    private static ScramServer server(@Nullable ChannelBinding binding) {
        return new ScramServer(binding == null ? List.of() : List.of(binding), USERS, SERVER_NONCE);
    }

    private static AuthException failure(ThrowingCallable call) {
        AuthException failure = catchThrowableOfType(AuthException.class, call);
        assertThat(failure).as("an AuthException").isNotNull();
        return failure;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
