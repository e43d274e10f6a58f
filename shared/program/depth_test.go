package program

import (
	"errors"
	"testing"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// TestCircle: what to do about a circle is a value, and the end of the line.
func TestCircle(t *testing.T) {
	_, _, err := deeper([]string{depthName + "=4"})
	var coded *fault.Error
	if !errors.As(err, &coded) || coded.Hint != "look which of them credsStore and credHelpers name" {
		t.Errorf("%+v", err)
	}
	if line := fault.Line(err); line != "config: helpers start each other in a circle: look which of them credsStore and credHelpers name" {
		t.Errorf("the line is %q", line)
	}
}
