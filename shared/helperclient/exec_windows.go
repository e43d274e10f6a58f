package helperclient

import "errors"

// Exec returns errors.ErrUnsupported: Windows cannot replace a process.
func (Caller) Exec(Helper, string, string) error { return errors.ErrUnsupported }
