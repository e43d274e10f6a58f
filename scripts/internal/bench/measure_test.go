package main

import "testing"

func TestQuartiles(t *testing.T) {
	for _, c := range []struct {
		figures           []float64
		low, median, high float64
	}{
		{[]float64{7}, 7, 7, 7},
		{[]float64{3, 1}, 1.5, 2, 2.5},
		{[]float64{5, 1, 4, 2, 3}, 2, 3, 4},
	} {
		low, median, high := quartiles(c.figures)
		if low != c.low || median != c.median || high != c.high {
			t.Errorf("%v: got %v %v %v, want %v %v %v", c.figures, low, median, high, c.low, c.median, c.high)
		}
	}
}

// TestPaired: if the machine is slow for a whole round, the ratios do not change.
func TestPaired(t *testing.T) {
	ratios := paired([]float64{2, 20, 200}, []float64{1, 10, 100})
	if low, _, high := quartiles(ratios); low != 2 || high != 2 {
		t.Errorf("got %v, want 2 in every round", ratios)
	}
}
