// The list of issues, and under it the chosen one or the form.

import { useMemo, useState } from 'react';
import type { IssueView, RequestView, VerificationView } from '../../api/shapes';
import { reviewWords } from '../../review-words';
import { ReasonButton } from '../../ui/ReasonButton';
import { ImportDialog } from '../markers/ImportDialog';
import { MarkerMenu } from '../markers/MarkerMenu';
import { VerdictSteps } from '../verification/VerdictSteps';
import { DraftConflict } from './DraftConflict';
import type { IssueFilter } from './issue-filter';
import { IssueForm } from './IssueForm';
import { IssueList } from './IssueList';
import { IssuePanel } from './IssuePanel';
import type { Permits } from './permits';
import { placeIn } from './place';
import classes from './ReviewPage.module.css';
import { GoThroughButton } from './GoThroughButton';
import type { GoingThrough } from './useGoThrough';
import type { IssueFormHandle } from './useIssueForm';
import type { Stage } from './useStage';

const text = reviewWords.list;

interface IssuesPaneProps {
  request: RequestView;
  verification: VerificationView | undefined;
  permits: Permits;
  stage: Stage;
  handle: IssueFormHandle;
  onFlag: () => void;
  issues: readonly IssueView[];
  shown: readonly IssueView[];
  isLoading: boolean;
  filter: IssueFilter;
  onFilter: (filter: IssueFilter) => void;
  chosen: IssueView | undefined;
  onChoose: (issue: IssueView) => void;
  going: GoingThrough;
  isDeleting: boolean;
  onDeleting: (isAsked: boolean) => void;
}

export function IssuesPane({ request, verification, permits, stage, handle, onFlag, issues, shown, isLoading, filter, onFilter, chosen, onChoose, going, isDeleting, onDeleting }: IssuesPaneProps) {
  const { isOperator, isVerifier } = permits;
  const isHands = isOperator || isVerifier;
  const [isImporting, setImporting] = useState(false);
  const undecided = useMemo(() => (isVerifier ? new Set(verification?.undecided) : undefined), [isVerifier, verification?.undecided]);
  return (
    <>
      <div className={classes.list} data-part="list" data-small={handle.form !== null}>
        <IssueList
          issues={shown}
          all={issues}
          filter={filter}
          onFilter={onFilter}
          chosen={chosen?.id ?? null}
          onChoose={onChoose}
          {...(undecided === undefined ? {} : { undecided })}
          isLoading={isLoading}
          next={!isHands ? '' : stage.player === null ? text.noneNextDownload : text.noneNext}
          actions={
            isHands &&
            handle.form === null && (
              <>
                <MarkerMenu requestId={request.id} isSmall {...(permits.mayWork ? { onImport: () => setImporting(true) } : {})} />
                {permits.mayVerify && stage.player !== null && <GoThroughButton going={going} />}
                <ReasonButton size="compact-sm" whyNot={permits.whyNotFlag} onClick={onFlag}>
                  {isVerifier ? text.add : text.new}
                </ReasonButton>
              </>
            )
          }
        />
      </div>
      <ImportDialog request={request} opened={isImporting} onClose={() => setImporting(false)} />
      <div className={classes.detail}>
        <Detail request={request} verification={verification} permits={permits} stage={stage} handle={handle} issues={issues} chosen={chosen} isDeleting={isDeleting} onDeleting={onDeleting} />
      </div>
    </>
  );
}

function Detail({ request, verification, permits, stage, handle, issues, chosen, isDeleting, onDeleting }: Pick<IssuesPaneProps, 'request' | 'verification' | 'permits' | 'stage' | 'handle' | 'issues' | 'chosen' | 'isDeleting' | 'onDeleting'>) {
  const { form, keeping, keeper } = handle;
  const conflict = <DraftConflict keeping={keeping} keeper={keeper} />;
  if (form !== null) {
    return (
      <IssueForm
        requestId={request.id}
        form={form}
        calls={handle.calls}
        programme={stage.programme}
        tasks={request.tasks.map(({ kind }) => kind)}
        files={request.deliveries.flatMap((delivery) => delivery.files)}
        issues={issues}
        onDraw={stage.stream?.has_picture === true ? () => stage.setDrawing(true) : null}
        onChange={handle.setForm}
        onDiscard={handle.discard}
        onSave={handle.save}
        fromPlayer={stage.player === null ? null : (which) => handle.playerRange()[which]}
        keeping={reviewWords.form.keeping[keeping.kind === 'opening' ? 'idle' : keeping.kind]}
        conflict={conflict}
      />
    );
  }
  if (chosen === undefined) {
    return (
      <>
        {conflict}
        <p className={`${classes.hint} dim`}>{permits.isOperator || permits.isVerifier ? reviewWords.issue.none : reviewWords.room.notYours}</p>
      </>
    );
  }
  return (
    <>
      {conflict}
      <IssuePanel
        key={chosen.id}
        issue={chosen}
        verdictSteps={verification !== undefined && permits.isVerifier && <VerdictSteps issue={chosen} verification={verification} onCorrect={() => handle.correct(chosen)} isDeleting={isDeleting} onDeleting={onDeleting} />}
        onGoTo={stage.player === null ? null : () => stage.goTo(placeIn(request, chosen).first_frame)}
        onPlay={stage.player === null ? null : () => stage.playRange(placeIn(request, chosen).first_frame, placeIn(request, chosen).last_frame)}
        onEdit={() => handle.edit(chosen)}
        onAgain={stage.player === null || permits.whyNotFlag !== null ? null : () => handle.again(chosen)}
      />
    </>
  );
}
