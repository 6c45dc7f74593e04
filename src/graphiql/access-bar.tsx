import { type ChangeEvent, useId, useState } from 'react';
import { type Access, changeAccess, choosePersona, offeredPersonas, useAccess } from './access';
import type { Persona } from './personas';

/** Above GraphiQL: as whom this page asks, for which purpose and case. In the demonstration one chooses a persona. */
export function AccessBar() {
  const access = useAccess();
  const personas = offeredPersonas();
  return (
    <form
      className="graphiql-container lienthong-access"
      aria-label="Who asks"
      onSubmit={(event) => event.preventDefault()}
    >
      {personas ? <PersonaFields access={access} personas={personas} /> : <TokenFields access={access} />}
      {access.fault !== null && <output className="lienthong-refusal">{access.fault}</output>}
    </form>
  );
}

function PersonaFields({ access, personas }: { access: Access; personas: readonly Persona[] }) {
  const chosen = personas.find(({ name }) => name === access.persona);
  return (
    <>
      <label>
        Persona
        <select
          value={access.persona ?? ''}
          onChange={({ target }) => void choosePersona(target.value === '' ? null : target.value)}
        >
          <option value="">nobody: what is public</option>
          {personas.map(({ name, description }) => (
            <option key={name} value={name} title={description}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {chosen && (
        <>
          <label>
            Purpose
            <select value={access.purpose} onChange={({ target }) => changeAccess({ purpose: target.value })}>
              {chosen.purposes.map(({ code, words }) => (
                <option key={code} value={code} title={words}>
                  {code}
                </option>
              ))}
            </select>
          </label>
          <CaseField access={access} />
        </>
      )}
      {access.fault === null && (
        <output>{chosen?.description ?? 'Administrative divisions and published figures, without a token'}</output>
      )}
    </>
  );
}

/** A token is taken once it is whole: when the field is left, or at Enter. */
function TokenFields({ access }: { access: Access }) {
  return (
    <>
      <TypedField
        name="Access token"
        type="password"
        value={access.token ?? ''}
        take={(text) => changeAccess({ token: text === '' ? null : text.replace(/^Bearer +/i, '') })}
      />
      <TypedField name="Purpose" value={access.purpose} take={(purpose) => changeAccess({ purpose })} />
      <CaseField access={access} />
      {access.token === null && access.fault === null && <output>Without a token: what is public</output>}
    </>
  );
}

function CaseField({ access }: { access: Access }) {
  return (
    <TypedField name="Case" value={access.caseReference} take={(caseReference) => changeAccess({ caseReference })} />
  );
}

interface Typed {
  readonly name: string;
  readonly type?: 'text' | 'password';
  readonly value: string;
  readonly take: (text: string) => void;
}

function TypedField({ name, type = 'text', value, take }: Typed) {
  const id = useId();
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  const end = (): void => {
    if (text.trim() !== value) take(text.trim());
  };
  return (
    <label htmlFor={id}>
      {name}
      <input
        id={id}
        type={type}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }: ChangeEvent<HTMLInputElement>) => setText(target.value)}
        onBlur={end}
        onKeyDown={({ key }) => {
          if (key === 'Enter') end();
        }}
      />
    </label>
  );
}
