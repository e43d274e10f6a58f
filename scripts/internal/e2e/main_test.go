//go:build e2e

// Package e2e runs the suite's programs against real registries and clients,
// and on systems that fail: disks that are full, calls that return errors,
// processes that are killed. scripts/e2e installs what it needs and starts it.
//
//	clients     crane_test, skopeo_test, docker_test: who was asked as whom, refusals;
//	            every client in every way is in the package matrix
//	engine      generator_test: the generator images, by Docker's own engine
//	stores      stores_test: pass and the secret service, without a desktop
//	converter   converter_test: what it writes, lends, merges, verifies, encrypts; settings_test:
//	            docker under exec is the user's docker
//	wire        conformance_test: credhelper-conformance against others' helpers
//	durability  sweep_test, exportsweep_test, order_test: every system call fails
//	            or kills once
//	isolation   isolation_test, disk_test, limits_test, modes_test, other_user_test
//	quiet       quiet_test: what a program does not touch
//	secrecy     leak_test, core_test
//	bounds      memory_test
//	amazon      ecr_test, ecrhome_test, ecrmachine_test, ecrnetwork_test, ecrreadonly_test,
//	            ecrstale_test
package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

func TestMain(m *testing.M) {
	if dirs := os.Getenv(watchVariable); dirs != "" {
		watch(filepath.SplitList(dirs))
		return
	}
	os.Exit(stage.Main(m))
}
