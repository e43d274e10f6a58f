//go:build e2e

// Package e2e runs the suite's programs against real registries and clients, and on
// systems that fail: full disks, failing system calls, killed processes. scripts/e2e
// installs what it needs and runs it.
//
//	clients     crane_test, skopeo_test, docker_test: users that registries see, refusals;
//	            the package matrix has every client with every kind of login
//	engine      generator_test: the generator images, with Docker's engine
//	stores      stores_test: pass and the secret service, without a desktop
//	converter   converter_test: export, exec, merge, verify, encrypt; settings_test:
//	            docker under exec keeps the user's settings
//	wire        conformance_test: credhelper-conformance against other projects' helpers
//	durability  sweep_test, exportsweep_test, order_test: every system call fails
//	            or kills the process once
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
