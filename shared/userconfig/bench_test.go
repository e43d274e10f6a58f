package userconfig

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkThousand(b *testing.B) {
	var text strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&text, "[[registry]]\nmatch = \"%012d.dkr.ecr.*.amazonaws.com\"\nprofile = \"p%d\"\n\n", i, i)
	}
	for b.Loop() {
		parse([]byte(text.String()))
	}
}
