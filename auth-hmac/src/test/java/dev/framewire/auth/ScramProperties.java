package dev.framewire.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Our server with a client that others wrote. */
class ScramProperties {
    private final SecureRandom random = new SecureRandom();

    @Property(tries = 40)
    void anotherClientLogsInWithAndWithoutBinding(
            @ForAll @StringLength(min = 1, max = 40) @CharRange(from = '!', to = '~') String user,
            @ForAll @StringLength(min = 1, max = 40) @CharRange(from = ' ', to = '~') String password,
            @ForAll @Size(16) byte[] salt,
            @ForAll @Size(32) byte[] bindingData,
            @ForAll @IntRange(min = 4096, max = 6000) int iterations,
            @ForAll boolean bound)
            throws Exception {
        ScramVerifier verifier = ScramVerifier.derive(password.toCharArray(), iterations, salt);
        ScramServer.Config users = ScramTest.config(Map.of(user, verifier), Map.of(iterations, 1));
        ChannelBinding binding = bound ? new ChannelBinding(ChannelBinding.TLS_SERVER_END_POINT, bindingData) : null;
        ScramServer server =
                new ScramServer(binding == null ? List.of() : List.of(binding), users, ScramText.newNonce(random));
        var builder = ScramClient.builder()
                .advertisedMechanisms(List.of(bound ? "SCRAM-SHA-256-PLUS" : "SCRAM-SHA-256"))
                .username(user)
                .password(password.toCharArray());
        ScramClient client = bound
                ? builder.channelBinding(ChannelBinding.TLS_SERVER_END_POINT, bindingData)
                        .build()
                : builder.build();

        String clientFirst = client.clientFirstMessage().toString();
        client.serverFirstMessage(new String(server.serverFirst(clientFirst.getBytes(UTF_8)), UTF_8));
        String clientFinal = client.clientFinalMessage().toString();
        client.serverFinalMessage(new String(server.serverFinal(clientFinal.getBytes(UTF_8)), UTF_8));
        assertThat(server.user()).isEqualTo(user);
    }

    @Property(tries = 2000)
    void noBytesMakeTheServerThrowAnythingElse(@ForAll @Size(max = 200) byte[] message) {
        ScramServer server = new ScramServer(List.of(), ScramTest.config(Map.of(), Map.of()), "n".repeat(32));
        try {
            server.serverFirst(message);
        } catch (AuthException e) {
            assertThat(e.kind()).isNotNull();
        }
    }
}
