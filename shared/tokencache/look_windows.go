package tokencache

import "os"

// InfoOf is Look before it is one line. Windows tells neither inode nor ctime here,
// so that every input is compared by its content (shared/inputs).
func InfoOf(path string) (Info, bool) {
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return Info{}, true
	case err != nil:
		return Info{}, false
	}
	return Info{Exists: true, Dir: info.IsDir(), Size: info.Size(), Mtime: info.ModTime().UnixNano()}, info.Mode().IsRegular() || info.IsDir()
}
