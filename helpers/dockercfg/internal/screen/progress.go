package screen

import (
	"fmt"
	"sync"
	"time"
)

// Progress is a line on a terminal that is written over: how many of a number
// of things are done. It shows up only when the work takes a while.
type Progress struct {
	screen *Screen
	mu     sync.Mutex
	what   string
	done   int
	total  int
	shown  bool
	ticker *time.Ticker
	end    chan struct{}
}

// patience is how long work goes on before anybody is told of it.
const patience = 700 * time.Millisecond

// Progress begins to count to total; what names the things, such as "registries".
// On anything but a terminal nothing is ever shown.
func (s *Screen) Progress(what string, total int) *Progress {
	p := &Progress{screen: s, what: what, total: total, end: make(chan struct{})}
	if !s.terminal {
		return p
	}
	p.ticker = time.NewTicker(patience)
	go func() {
		for {
			select {
			case <-p.ticker.C:
				p.show()
			case <-p.end:
				return
			}
		}
	}()
	return p
}

// Step counts one more.
func (p *Progress) Step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
}

func (p *Progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown = true
	fmt.Fprintf(p.screen, "\r\x1b[K%d of %d %s", p.done, p.total, p.what)
}

// End takes the line away.
func (p *Progress) End() {
	if p.ticker == nil {
		return
	}
	p.ticker.Stop()
	close(p.end)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.screen, "\r\x1b[K")
		p.shown = false
	}
}
