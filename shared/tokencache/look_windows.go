package tokencache

import "os"

// InfoOf is Stat with the fields of the state. On Windows it has neither inode nor ctime,
// so every input is compared by its content (shared/inputs).
func InfoOf(path string) (Info, bool) {
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return Info{}, true
	case err != nil:
		return Info{}, false
	}
	state := Info{Exists: true, Dir: info.IsDir(), Size: info.Size(), Mtime: info.ModTime().UnixNano()}
	return state, info.Mode().IsRegular() || info.IsDir()
}
