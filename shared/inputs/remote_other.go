//go:build !linux && !darwin

package inputs

import "os"

// remote returns true: on this system every input is compared by its content anyway.
func remote(*os.File) bool { return true }
