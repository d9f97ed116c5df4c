// A test of the keys of the person who starts a server.

package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// TestOwnKeys: the public keys are found whatever the home folder is called.
func TestOwnKeys(t *testing.T) {
	home := filepath.Join(t.TempDir(), "[ann")
	if err := os.MkdirAll(filepath.Join(home, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"config", "id", "id.pub"} {
		if err := os.WriteFile(filepath.Join(home, ".ssh", name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keys := ownKeys(newEnvironment([]string{"HOME=" + home}))
	if len(keys) != 1 || filepath.Base(keys[0]) != "id.pub" {
		t.Errorf("the keys are %q", keys)
	}
}
