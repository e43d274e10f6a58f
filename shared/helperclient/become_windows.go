package helperclient

import "errors"

// Become is not to be had here.
func (Caller) Become(Helper, string, string) error { return errors.ErrUnsupported }
