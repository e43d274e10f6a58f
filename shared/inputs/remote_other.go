//go:build !linux && !darwin

package inputs

import "os"

// remote is not looked at where every input is compared by its content.
func remote(*os.File) bool { return true }
