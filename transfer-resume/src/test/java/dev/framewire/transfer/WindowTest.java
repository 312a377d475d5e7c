package dev.framewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final long MIB = 1 << 20;

    private final WindowBudget budget = new WindowBudget(64 * MIB, 32 * MIB);

    @Test
    void oneAloneHasTheMost() throws TransferException {
        Window window = new Window(budget);
        assertThat(window.credit(0)).isEqualTo(32 * MIB);
        window.arrive(32 * MIB);
        assertThatThrownBy(() -> window.arrive(1)).hasMessageContaining("the credit was");
        assertThat(window.credit(5 * MIB)).isEqualTo(37 * MIB);
        window.close();
        assertThat(budget.freeBytes()).isEqualTo(64 * MIB);
    }

    @Test
    void contentBeforeAnyCreditIsRefused() {
        assertThatThrownBy(() -> new Window(budget).arrive(1)).isInstanceOf(TransferException.class);
    }

    @Test
    void sixtyFourAtOnceHaveLittleAndNoneIsWithout() throws TransferException {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            windows.add(new Window(budget));
        }
        long handled = 0;
        for (int round = 0; round < 40; round++) {
            long all = 0;
            for (Window window : windows) {
                long credit = window.credit(handled);
                assertThat(credit - handled).isGreaterThanOrEqualTo(WindowBudget.LEAST_BYTES);
                window.arrive(WindowBudget.LEAST_BYTES);
                all += window.outstandingBytes();
            }
            // the first to come hold a larger share, until they have used it
            long most = round < 32 ? 64 * MIB + 64 * WindowBudget.LEAST_BYTES : 64 * WindowBudget.LEAST_BYTES;
            assertThat(all).isLessThanOrEqualTo(most);
            handled += WindowBudget.LEAST_BYTES;
        }
        windows.forEach(Window::close);
        assertThat(budget.freeBytes()).isEqualTo(64 * MIB);
    }

    @Test
    void oneThatIsClosedTwiceGivesBackOnce() {
        Window window = new Window(budget);
        window.credit(0);
        window.close();
        window.close();
        assertThat(budget.freeBytes()).isEqualTo(64 * MIB);
        assertThat(window.credit(0)).isEqualTo(32 * MIB);
    }
}
