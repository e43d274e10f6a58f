package api

import (
	"time"

	"github.com/aws/smithy-go"
)

// shapes describe the response, after Amazon's model of the service. The private
// registry returns a list.
type shapes struct {
	operation           *smithy.OperationSchema
	data                *smithy.Schema // member of the response
	token, expires, url *smithy.Schema // members of data
	list                bool
}

func (s service) schema() *smithy.ServiceSchema {
	return smithy.NewServiceSchema(shape(s.target, smithy.ShapeTypeService, 0), "")
}

func (s service) shapes() shapes {
	text := shape("String", smithy.ShapeTypeString, 0)
	data := shape("AuthorizationData", smithy.ShapeTypeStructure, 3)
	found := shapes{
		token:   data.AddMember("authorizationToken", text),
		expires: data.AddMember("expiresAt", shape("Timestamp", smithy.ShapeTypeTimestamp, 0)),
		list:    !s.public,
	}
	if found.list {
		found.url = data.AddMember("proxyEndpoint", text)
		list := shape("AuthorizationDataList", smithy.ShapeTypeList, 1)
		list.AddMember("member", data)
		data = list
	}
	answer := shape(operation+"Response", smithy.ShapeTypeStructure, 1)
	found.data = answer.AddMember("authorizationData", data)
	found.operation = smithy.NewOperationSchema(shape(operation, smithy.ShapeTypeOperation, 0), nil, answer)
	return found
}

func shape(name string, of smithy.ShapeType, members int) *smithy.Schema {
	return smithy.NewSchema(smithy.ShapeID{Name: name}, of, members)
}

// answer is a decoded response.
type answer struct {
	shapes
	all []*Authorization
}

// first returns the only element: the request names no registries.
func (a *answer) first() *Authorization {
	if len(a.all) == 0 {
		return nil
	}
	return a.all[0]
}

// Deserialize implements smithy's interface; the protocol calls it.
func (a *answer) Deserialize(d smithy.ShapeDeserializer) error {
	return smithy.ReadStruct(d, a.operation.Output, func(s *smithy.Schema) error {
		switch {
		case s != a.data:
			return nil
		case !a.list:
			a.all = []*Authorization{{}}
			return a.read(d, s, a.all[0])
		}
		a.all = nil
		return smithy.ReadList(d, s, func() error {
			data := &Authorization{}
			a.all = append(a.all, data)
			if empty, err := d.ReadNil(s.ListMember()); err != nil || empty {
				return err
			}
			return a.read(d, s.ListMember(), data)
		})
	})
}

func (a *answer) read(d smithy.ShapeDeserializer, s *smithy.Schema, into *Authorization) error {
	return smithy.ReadStruct(d, s, func(member *smithy.Schema) error {
		switch member {
		case a.token:
			into.Token = new(string)
			return d.ReadString(member, into.Token)
		case a.expires:
			into.Expires = new(time.Time)
			return d.ReadTime(member, into.Expires)
		case a.url:
			return d.ReadString(member, new(string))
		}
		return nil
	})
}
