//go:build e2e

// Package release builds a trial release with goreleaser, from a clone of the last commit and without
// an account, and uses it as users would.
//
//	snapshot_test     the release itself, images with it
//	archives_test     archives, and the list of hashes
//	manifests_test    bills of materials, the Scoop manifest
//	packages_test     deb, rpm, apk and the names of other programs, in an empty
//	                  root (roots_test)
//	images_test       the generator images
//	formula_test      the Homebrew formula, which builds from source
//	reproduce_test    the same bytes from another directory and another build cache
//	verify_test       scripts/verify-release, and what it refuses
//	action_test       setup-dockercfg, from source and from the release
//	workflows_test    the files in .github
package release

import (
	"os"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

func TestMain(m *testing.M) { os.Exit(stage.Main(m)) }
