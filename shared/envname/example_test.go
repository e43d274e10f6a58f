package envname_test

import (
	"fmt"

	"github.com/dockercfg/dockercfg/shared/envname"
)

func ExampleEncode() {
	name := envname.Encode("my-registry.example:5000")
	fmt.Println("DOCKER_" + name + "_USR")

	host, ok := envname.Decode(name)
	fmt.Println(host, ok)
	// Output:
	// DOCKER_my_2D_registry__example_3A_5000_USR
	// my-registry.example:5000 true
}
